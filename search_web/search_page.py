"""What the search page shows beside the hits: filters with their links, pages, messages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from indexer.post import Level, Month
from indexer.search import FacetCount, Hit, Query, Results, Sort
from search_web.query_string import search_url

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_PAGES_AROUND = 2
_MAX_TITLE_TEXT = 80
_MAX_IGNORED_WORDS = 12
_FULL_HEIGHT = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet as a checkbox."""

    name: str
    value: str
    label: str
    count: int
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the histogram, with the height of its bar from 0 to 100."""

    choice: Choice
    height: int


@dataclass(frozen=True, slots=True)
class Loosened:
    """A filter in force, and how many posts match without it."""

    chip: Chip
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A query and its results as the template needs them.

    Where nothing is found, `loosened` says what leaving out a filter would find, and `newest`
    are posts to read instead.
    """

    query: Query
    results: Results
    loosened: tuple[Loosened, ...] = ()
    newest: tuple[Hit, ...] = ()

    @property
    def is_home(self) -> bool:
        """Whether nothing is asked for: all posts from the start."""
        return not self.query.text and not self.chips and self.query.page == 1

    @property
    def title(self) -> str:
        """What the browser's tab says of this search; empty at home."""
        labels = [shortened(self.query.text), *(chip.label for chip in self.chips)]
        if self.query.page > 1:
            labels.append(f"page {self.query.page}")
        return shortened(", ".join(label for label in labels if label))

    @property
    def count_label(self) -> str:
        """How many posts match."""
        return "1 explainer" if self.results.total == 1 else f"{self.results.total:,} explainers"

    @property
    def ignored_label(self) -> str:
        """The words that were not searched for; of very many the first ones and a number."""
        words = self.results.ignored_words
        label = ", ".join(words[:_MAX_IGNORED_WORDS])
        left_out = len(words) - _MAX_IGNORED_WORDS
        return f"{label} and {left_out:,} more" if left_out > 0 else label

    @property
    def facets(self) -> list[tuple[str, list[Choice]]]:
        """Each facet's heading with its choices; a facet without choices is left out."""
        facets = self.results.facets
        groups = [
            ("Level", _choices("level", facets.level, str.capitalize)),
            ("Domain", _choices("domain", facets.domain, str)),
        ]
        return [(heading, choices) for heading, choices in groups if choices]

    @property
    def histogram(self) -> list[Bar]:
        """The months from the earliest on; the bar of the fullest is as high as can be."""
        choices = _choices("month", self.results.facets.month, _month_label)
        most = max((choice.count for choice in choices), default=0)
        return [
            Bar(choice, -(-choice.count * _FULL_HEIGHT // most) if most else 0)
            for choice in sorted(choices, key=lambda choice: choice.value)
        ]

    @property
    def sorts(self) -> list[Choice]:
        """The orders to choose from."""
        return [
            Choice("sort", sort.value, sort.value.capitalize(), 0, sort is self.query.sort)
            for sort in Sort
        ]

    @property
    def chips(self) -> list[Chip]:
        """The filters in force."""
        return [Chip(label, search_url(without)) for label, without in self.without_each_filter()]

    @property
    def url_without_filters(self) -> str:
        """The same text and order without any filter."""
        return search_url(Query(text=self.query.text, sort=self.query.sort))

    @property
    def url_of_explanations(self) -> str:
        """The same results with what their scores are made of."""
        return search_url(replace(self.query, explain=True))

    def url_of_post(self, hit: Hit) -> str:
        """The address of a hit's post, which knows what was asked for."""
        asked = replace(self.query, explain=False)
        return search_url(asked, f"/posts/{hit.slug}") if not self.is_home else f"/posts/{hit.slug}"

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """Numbers and addresses of the pages around this one."""
        last = self.results.pages
        around = range(self.query.page - _PAGES_AROUND, self.query.page + _PAGES_AROUND + 1)
        numbers = sorted({1, last, *(number for number in around if 1 <= number <= last)})
        return [(number, self.url_of_page(number)) for number in numbers]

    def url_of_page(self, number: int) -> str:
        """The address of another page of these results."""
        return search_url(replace(self.query, page=number))

    @property
    def first_number(self) -> int:
        """The place of the first hit shown among all."""
        return (self.query.page - 1) * self.query.page_size + 1

    def without_each_filter(self) -> Iterator[tuple[str, Query]]:
        """Each filter in force, and the first page without it."""
        query = replace(self.query, page=1, explain=False)
        for level in Level:
            if level in query.levels:
                yield level.value.capitalize(), replace(query, levels=query.levels - {level})
        for domain in sorted(query.domains):
            yield domain, replace(query, domains=query.domains - {domain})
        for month in sorted(query.months):
            yield _month_label(str(month)), replace(query, months=query.months - {month})
        if query.since:
            yield f"from {date_label(query.since)}", replace(query, since=None)
        if query.until:
            yield f"to {date_label(query.until)}", replace(query, until=None)


def shortened(text: str) -> str:
    """A text that fits into a title or heading."""
    return text if len(text) <= _MAX_TITLE_TEXT else text[: _MAX_TITLE_TEXT - 1] + "…"


def date_label(day: date) -> str:
    """A date in words, as 30 April 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _month_label(value: str) -> str:
    month = Month.parse(value)
    return f"{_MONTHS[month.number - 1]} {month.year}"


def _choices(
    name: str, counts: tuple[FacetCount, ...], label: Callable[[str], str]
) -> list[Choice]:
    return [
        Choice(name, count.value, label(count.value), count.count, count.selected)
        for count in counts
    ]
