"""Shows results, posts, problems and tables on a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from indexer.explanations import evidence_text
from indexer.post import Post
from indexer.problems import Problem, Severity
from indexer.search import FacetCount, Fragment, Hit, Query, Results


def show_results(console: Console, query: Query, results: Results) -> None:
    """A readable list of hits with their best passages, then the facets."""
    if results.corrected:
        console.print(f"Showing results for [bold]{_plain(results.corrected)}[/bold]")
    if results.ignored_words:
        console.print(f"[dim]Ignored: {_plain(', '.join(results.ignored_words))}[/dim]")
    if not results.hits:
        beyond = f" on page {results.page} of {results.pages}" if results.total else ""
        console.print(f"No post found{beyond}.")
        return
    if results.no_good_answer:
        console.print("[yellow]No post answers this well. The nearest ones:[/yellow]")
    if results.start_here:
        title = _plain(results.start_here.title)
        console.print(f"New to this? Start with [bold]{title}[/bold] ({results.start_here.slug})")
    first = (results.page - 1) * results.page_size + 1
    table = Table(box=None, padding=(0, 1, 1, 0), show_header=False)
    table.add_column(justify="right", style="dim")
    table.add_column(ratio=1)
    for number, hit in enumerate(results.hits, start=first):
        table.add_row(f"{number}.", _hit(hit, with_score=bool(query.text)))
    console.print(table)
    last = first + len(results.hits) - 1
    posts = "1 post" if results.total == 1 else f"{results.total} posts"
    console.print(f"{first} to {last} of {posts}, generation {results.generation}")
    for name, counts in (
        ("level", results.facets.level),
        ("domain", results.facets.domain),
        ("month", results.facets.month),
    ):
        console.print(Text(f"{name}: {_facet(counts)}", style="dim"))


def show_post(console: Console, post: Post) -> None:
    """A post's front matter and its text."""
    console.print(Text(post.title, style="bold"))
    console.print(Text(_byline(post.date.isoformat(), post.level.value, post.domain, post.slug)))
    console.print()
    console.print(Text(post.summary))
    for section in post.sections:
        console.print()
        if section.heading:
            console.print(Text(section.heading, style="bold"))
        console.print(Text(section.text))


def show_problems(console: Console, problems: Iterable[Problem]) -> None:
    """Each problem as editors and people read it."""
    for problem in problems:
        place = f"{problem.path}:{problem.line}:{problem.column}"
        style = "red" if problem.severity is Severity.ERROR else "yellow"
        console.print(
            Text.assemble(f"{place}: ", (f"{problem.severity.value}: ", style), problem.message),
            soft_wrap=True,
        )
        console.print(Text(f"    hint: {problem.hint}", style="dim"), soft_wrap=True)


def show_table(console: Console, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A plain table."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _hit(hit: Hit, *, with_score: bool) -> Text:
    text = Text()
    text.append(hit.title, style="bold")
    text.append("\n")
    byline = _byline(hit.date.isoformat(), hit.level.value, hit.domain, hit.slug)
    score = f" · score {hit.score:.2f}" if with_score else ""
    related = " · related in meaning" if hit.is_related else ""
    text.append(byline + score + related, style="dim")
    text.append("\n")
    if hit.section:
        text.append(f"{hit.section.heading}: ", style="italic")
    for fragment in hit.excerpt:
        text.append(fragment.text, style=_fragment_style(fragment))
    for contribution in hit.explanation:
        text.append(f"\n{contribution.share:8.3f}  {evidence_text(contribution)}", style="dim")
    return text


def _fragment_style(fragment: Fragment) -> str:
    return "bold cyan" if fragment.is_match else ""


def _facet(counts: Sequence[FacetCount]) -> str:
    return "  ".join(
        f"{'*' if count.selected else ''}{count.value} {count.count}" for count in counts
    )


def _byline(*parts: str) -> str:
    return " · ".join(parts)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
