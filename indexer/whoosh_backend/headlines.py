"""Titles and headings as arrays: which of them hold a word, or begin with a text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np

from indexer.analysis import Form, analyze_word, chunks_of, words_of
from indexer.post import Level, Post
from indexer.search import Reference, SectionLink
from indexer.whoosh_backend.arrays import Ints, Mask, Stored
from indexer.whoosh_backend.renumbering import REMOVED, Renumbering
from indexer.whoosh_backend.strings import Strings

_LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrences:
    """Key k occurs in the headlines `starts[k]` to `starts[k + 1]` of `headlines`."""

    starts: Ints
    headlines: Ints

    @classmethod
    def of(cls, keys: Ints, headlines: Ints, key_count: int) -> Self:
        """What occurs where, from one key and one headline for each occurrence."""
        pairs = np.sort(keys << 32 | headlines, kind="stable")
        pairs = pairs[np.diff(pairs, prepend=-1) != 0]
        return cls(
            starts=np.searchsorted(pairs >> 32, np.arange(key_count + 1)),
            headlines=(pairs & 0xFFFFFFFF).astype(np.int32),
        )

    def spliced(self, new: Self, keys: Renumbering, new_keys: Ints, headlines: Renumbering) -> Self:
        """What occurs where after keys and headlines were renumbered, and `new` ones set in.

        Key k of `new` is afterwards number `new_keys[k]` of all.
        """
        numbers = headlines.old[self.headlines]
        is_kept = numbers != REMOVED
        kept = np.repeat(keys.old, np.diff(self.starts))[is_kept].astype(np.int64)
        set_in = np.repeat(new_keys.astype(np.int64), np.diff(new.starts))
        return type(self).of(
            np.concatenate([kept, set_in]),
            np.concatenate([numbers[is_kept], headlines.new[new.headlines]]),
            keys.count,
        )

    def are_among(self, headlines: Mask) -> Mask:
        """Which of the keys occur in any headline of a mask."""
        found = np.append(0, np.cumsum(headlines[self.headlines]))[self.starts]
        among: Mask = np.diff(found) > 0
        return among

    def of_range(self, keys: range) -> Ints:
        """Where any of the keys of a range occurs; a headline may come more than once."""
        return self.headlines[self.starts[keys.start] : self.starts[keys.stop]]

    def of_each(self, keys: Ints) -> tuple[Ints, Ints]:
        """The place among `keys` and the headline of each occurrence of any of them."""
        starts, counts = self.starts[keys], self.starts[keys + 1] - self.starts[keys]
        owners = np.repeat(np.arange(len(keys)), counts)
        ends = np.cumsum(counts)
        places = np.arange(len(owners)) + (starts - ends + counts)[owners]
        return owners, self.headlines[places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headlines(Stored):
    """Titles, that of the newest post first, and behind them the headings, in the same order.

    `texts` holds the headlines, then the anchors of the headings, then the posts' slugs.
    `posts` is the number of a headline's post, counted from the newest on, `levels` the rank
    of each post's level. `words` are counted as in the vocabulary, `by_term` as in `terms`;
    `keys` are the letters of each headline, ascending, and `by_key` its number.
    """

    FILES = "headlines"

    texts: Strings
    posts: Ints
    levels: Ints
    words: Occurrences
    terms: Strings
    by_term: Occurrences
    keys: Strings
    by_key: Ints

    @classmethod
    def of(cls, posts: Sequence[Post], words: Strings) -> Self:
        """The headlines of posts, all of whose words are among these."""
        by_slug = sorted(posts, key=lambda post: post.slug)
        newest = sorted(by_slug, key=lambda post: post.date, reverse=True)
        sections = [
            (number, section)
            for number, post in enumerate(newest)
            for section in post.sections
            if section.heading
        ]
        titles = [post.title for post in newest]
        headings = [section.heading for _, section in sections]
        anchors = [section.anchor for _, section in sections]
        slugs = [post.slug for post in newest]
        found = _Forms.of([*titles, *headings])
        word_places = words.places_of(found.words)
        terms = _ascending(found.terms)
        term_places = {term: place for place, term in enumerate(terms)}
        by_key = sorted(range(len(found.keys)), key=lambda number: _bytes(found.keys[number]))
        return cls(
            texts=Strings.of([*titles, *headings, *anchors, *slugs]),
            posts=np.array([*range(len(posts)), *(number for number, _ in sections)], np.int32),
            levels=np.array([post.level.rank for post in newest], dtype=np.uint8),
            words=Occurrences.of(_places(found.words, word_places), found.headlines, len(words)),
            terms=Strings.of(terms),
            by_term=Occurrences.of(_places(found.terms, term_places), found.headlines, len(terms)),
            keys=Strings.of([found.keys[number] for number in by_key]),
            by_key=np.array(by_key, dtype=np.int32),
        )

    def spliced(self, new: Self, words: Renumbering, posts: Renumbering) -> Self:
        """These headlines after posts, counted from the newest on, were removed and set in.

        `words` renumbers the vocabulary, by which the words of `new` are numbered already.
        """
        counts, new_counts = self._counts, new._counts
        headlines = posts.of_runs(counts[:2], new_counts[:2])
        post_numbers = np.arange(posts.count, dtype=np.int32)
        heading_counts = posts.columns(counts[1], new_counts[1])
        terms, numbering, places = _join_terms(self, new, headlines)
        keys, by_key = _join_keys(self, new, headlines)
        word_places = np.arange(words.count)
        return type(self)(
            texts=self.texts.spliced(new.texts, posts.of_runs(counts, new_counts)),
            posts=np.concatenate([post_numbers, np.repeat(post_numbers, heading_counts)]),
            levels=posts.columns(self.levels, new.levels),
            words=self.words.spliced(new.words, words, word_places, headlines),
            terms=terms,
            by_term=self.by_term.spliced(new.by_term, numbering, places, headlines),
            keys=keys,
            by_key=by_key,
        )

    @property
    def _counts(self) -> Ints:
        """How many titles, headings, anchors and slugs each post has in `texts`."""
        headings = np.bincount(self.posts[self.title_count :], minlength=self.title_count)
        one = np.ones(self.title_count, dtype=np.int64)
        return np.stack([one, headings, headings, one])

    def __len__(self) -> int:
        return len(self.posts)

    @property
    def title_count(self) -> int:
        """How many of the headlines are titles; the others are headings."""
        return len(self.levels)

    def post(self, number: int) -> Reference:
        """The post of a headline."""
        post = int(self.posts[number])
        return Reference(
            slug=self.texts[len(self.texts) - self.title_count + post],
            title=self.texts[post],
            level=_LEVELS[self.levels[post]],
        )

    def section(self, number: int) -> SectionLink:
        """The section of a heading."""
        anchor = self.texts[number + len(self) - self.title_count]
        return SectionLink(heading=self.texts[number], anchor=anchor)

    def with_term(self, term: str) -> Ints:
        """The headlines that hold a term."""
        place = self.terms.find(term)
        return self.by_term.of_range(range(place, place + 1) if place >= 0 else range(0))

    def beginning_with(self, key: str) -> Ints:
        """The headlines whose letters begin with these, ascending, but first those without more."""
        begun, whole = self.keys.beginning_with(key), self.keys.equal_to(key)
        parts = (self.by_key[whole.start : whole.stop], self.by_key[whole.stop : begun.stop])
        return np.concatenate([np.sort(part) for part in parts])


def _join_terms(
    old: Headlines, new: Headlines, headlines: Renumbering
) -> tuple[Strings, Renumbering, Ints]:
    """All terms afterwards, and the numbers among them of the old ones and of the new ones."""
    names = list(new.terms)
    is_kept = old.by_term.are_among(headlines.is_kept)
    known = np.array([old.terms.find(name) for name in names], dtype=np.int64)
    is_known = known >= 0
    is_kept[known[is_known]] = True
    added = [name for name, is_there in zip(names, is_known, strict=True) if not is_there]
    numbering = Renumbering.of_edit(
        is_kept, np.array([old.terms.before(name) for name in added], dtype=np.int64)
    )
    places = np.empty(len(names), dtype=np.int64)
    places[is_known] = numbering.old[known[is_known]]
    places[~is_known] = numbering.new
    return old.terms.spliced(Strings.of(added), numbering), numbering, places


def _join_keys(old: Headlines, new: Headlines, headlines: Renumbering) -> tuple[Strings, Ints]:
    """The keys of all headlines afterwards, those of equal ones by number, and their numbers."""
    numbers, set_in = headlines.old[old.by_key], headlines.new[new.by_key]
    places = []
    for key, number in zip(new.keys, set_in.tolist(), strict=True):
        equal = old.keys.equal_to(key)
        there = numbers[equal.start : equal.stop]
        smaller = np.flatnonzero((there != REMOVED) & (there < number))
        places.append(equal.start + (int(smaller[-1]) + 1 if len(smaller) else 0))
    numbering = Renumbering.of_edit(numbers != REMOVED, np.array(places, dtype=np.int64))
    keys = old.keys.spliced(new.keys, numbering)
    return keys, numbering.splice.apply(numbers, set_in)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forms:
    """The word and the term of each form that headlines hold, and each headline's letters."""

    words: Sequence[str]
    terms: Sequence[str]
    headlines: Ints
    keys: Sequence[str]

    @classmethod
    def of(cls, headlines: Sequence[str]) -> Self:
        words: list[str] = []
        terms: list[str] = []
        keys: list[str] = []
        counts = []
        for headline in headlines:
            before = len(words)
            key = ""
            for chunk in chunks_of(headline):
                forms, letters = _analyze_chunk(chunk)
                words += [form.word for form in forms]
                terms += [form.term for form in forms]
                key += letters
            keys.append(key)
            counts.append(len(words) - before)
        numbers = np.repeat(np.arange(len(headlines)), np.array(counts, dtype=np.int64))
        return cls(words=words, terms=terms, headlines=numbers, keys=keys)


@lru_cache(maxsize=200_000)
def _analyze_chunk(chunk: str) -> tuple[tuple[Form, ...], str]:
    """The forms of a stretch of text, and the letters of its words."""
    surfaces = [analyze_word(match[0]) for match in words_of(chunk)]
    forms = tuple(form for surface in surfaces for form in surface.forms)
    return forms, "".join(surface.whole.word for surface in surfaces)


def _places(texts: Sequence[str], places: Mapping[str, int]) -> Ints:
    return np.fromiter(map(places.__getitem__, texts), dtype=np.int64, count=len(texts))


def _ascending(texts: Iterable[str]) -> list[str]:
    return sorted(set(texts), key=_bytes)


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
