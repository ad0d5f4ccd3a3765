"""Rules of lint that need no index: what can be told from the posts' texts alone."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from indexer.abbreviations import abbreviation_key, count_abbreviations, spelled_out
from indexer.analysis import analyze, stem
from indexer.findability.findings import Finding, LintCode
from indexer.findability.post_places import Place, PlacedPost
from indexer.post import Post
from indexer.post_template import PLACEHOLDERS
from indexer.problems import Problem
from indexer.stop_words import STOP_WORDS

# Measured on the 61 explainers: no two share more than one in twenty.
SHINGLE_WORDS = 4
DUPLICATE_SHARE = 0.15
# A run of words that so many posts hold is a phrase of the trade, no copy.
_COMMON_SHINGLE = 20
_MIN_NEW_WORDS = 2


def finding(
    placed: PlacedPost, code: LintCode, place: Place, message: str, hint: str, about: str = ""
) -> Finding:
    """A finding in a post."""
    return Finding(
        code=code,
        slug=placed.post.slug,
        about=about,
        problem=Problem.warning(placed.path, *place, message, hint),
    )


def unwritten(placed: PlacedPost) -> Iterator[Finding]:
    """What the template put there and nobody has replaced."""
    for number, line in enumerate(placed.lines, start=1):
        for placeholder in PLACEHOLDERS:
            if (column := line.find(placeholder)) >= 0:
                yield finding(
                    placed,
                    LintCode.UNWRITTEN,
                    (number, column + 1),
                    "this is still the template's text",
                    "write what stands there in your own words",
                    about=placeholder,
                )


def empty_summary(placed: PlacedPost) -> Iterator[Finding]:
    """A summary without two words that the title has not."""
    title, summary = (_content(text) for text in (placed.post.title, placed.post.summary))
    if len(summary - title) < _MIN_NEW_WORDS:
        yield finding(
            placed,
            LintCode.EMPTY_SUMMARY,
            placed.place_of_field("summary"),
            "the summary hardly says a word that the title does not say",
            "say what the answer is: readers see the summary below the title",
        )


def no_questions(placed: PlacedPost) -> Iterator[Finding]:
    """A post of which nobody said what it answers, so that nothing tells if it is found."""
    if not placed.post.answers:
        yield finding(
            placed,
            LintCode.NO_QUESTIONS,
            placed.place_of_field("title"),
            "no question says what this post answers, so nobody knows if readers find it",
            "add 'answers:' with three to six questions in readers' words",
        )


def unexplained_abbreviations(
    posts: Sequence[PlacedPost], names: Collection[str]
) -> Iterator[Finding]:
    """Abbreviations that neither the post spells out nor any post that it links to."""
    explained: defaultdict[str, set[str]] = defaultdict(set)
    for placed in posts:
        for short, _ in spelled_out(_whole_text(placed.post)):
            explained[abbreviation_key(short)].update((placed.post.slug, *placed.post.aliases))
    for placed in posts:
        near = {placed.post.slug, *(link.target for link in placed.post.links)}
        for short in count_abbreviations(_whole_text(placed.post)):
            if short not in names and not explained[abbreviation_key(short)] & near:
                yield finding(
                    placed,
                    LintCode.UNEXPLAINED_ABBREVIATION,
                    placed.place_of_word(short),
                    f"'{short}' is spelled out neither here nor in a post linked from here",
                    f"write 'its words in full ({short})' once, link to a post that does, or "
                    "add it to 'names' in domain.toml if it is a name",
                    about=short,
                )


def posts_alike_in_words(posts: Sequence[PlacedPost]) -> Iterator[Finding]:
    """Pairs of posts, much of the shorter of which the other holds word for word.

    Texts are compared by runs of four stems (the shingles of Broder, "On the resemblance and
    containment of documents", 1997).
    """
    shingles = [_shingles(placed.post) for placed in posts]
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, held in enumerate(shingles):
        for shingle in held:
            holders[shingle].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 1 < len(numbers) <= _COMMON_SHINGLE:
            shared.update(
                (first, second)
                for place, first in enumerate(numbers)
                for second in numbers[place + 1 :]
            )
    for (first, second), count in sorted(shared.items()):
        share = count / min(len(shingles[first]), len(shingles[second]))
        if share >= DUPLICATE_SHARE:
            placed, other = posts[second], posts[first]
            yield finding(
                placed,
                LintCode.NEAR_DUPLICATE,
                placed.place_of_field("title"),
                f"{share:.0%} of this post or of '{other.post.slug}' stands word for word in "
                "the other",
                "make one post of both, with the other's slug under 'aliases:'",
                about=other.post.slug,
            )


def posts_alike_in_meaning(
    posts: Sequence[PlacedPost],
    pairs: Iterable[tuple[str, str, float]],
    known: Collection[str],
) -> Iterator[Finding]:
    """Pairs of posts that say nearly the same in other words, with their cosine.

    Posts that are `known` to repeat another are left out.
    """
    placed_posts = {placed.post.slug: placed for placed in posts}
    for first, second, cosine in pairs:
        slug, other = sorted((first, second), key=list(placed_posts).index, reverse=True)
        if slug not in known:
            placed = placed_posts[slug]
            yield finding(
                placed,
                LintCode.NEAR_DUPLICATE,
                placed.place_of_field("title"),
                f"this post and '{other}' mean nearly the same (cosine {cosine:.2f})",
                "make one post of both, or say in titles and summaries what sets them apart",
                about=other,
            )


def _content(text: str) -> set[str]:
    return {stem(token.word) for token in analyze(text) if token.word not in STOP_WORDS}


def _shingles(post: Post) -> set[tuple[str, ...]]:
    terms = [token.term for section in post.sections for token in analyze(section.text)]
    return {
        tuple(terms[start : start + SHINGLE_WORDS])
        for start in range(len(terms) - SHINGLE_WORDS + 1)
    }


def _whole_text(post: Post) -> str:
    texts = (text for section in post.sections for text in (section.heading, section.text))
    return "\n".join((post.title, post.summary, *texts))
