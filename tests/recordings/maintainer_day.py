"""Records a maintainer's day: `python -m tests.recordings.maintainer_day` writes the docs anew."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.corpora import write_corpus
from tests.recordings.terminal import Recorder
from tests.search_web.test_server import signals_as_a_terminal_sets_them

PAGE = Path(__file__).parents[2] / "docs" / "maintainer-day.md"

_POSTS = {
    "why-does-dough-rise": (
        "Why does dough rise?",
        "Yeast eats sugar and breathes out gas, which the dough holds like a balloon.",
        ["what makes dough grow", "where does the gas in dough come from"],
        (
            "Yeast eats the sugar in flour and gives off carbon dioxide. The gas cannot leave, so "
            "the dough grows around it.\n\n## Why warmth helps\n\nYeast works twice as fast in a "
            "warm kitchen.\n"
        ),
    ),
    "what-is-gluten": (
        "What is gluten?",
        "Two proteins of wheat that join into a net when flour meets water.",
        ["what are the proteins of wheat called", "why must flour meet water"],
        "Flour holds two proteins. With water they join into a net, and kneading orders the net.\n",
    ),
    "why-is-a-crust-brown": (
        "Why is a crust brown?",
        "Above 140 degrees sugar and protein react, and make colour and taste.",
        ["what makes a loaf brown outside", "where does the taste of crust come from"],
        (
            "The outside of a loaf dries and grows hot. There sugar and protein react with each "
            "other, which makes a brown colour and a taste of nuts.\n"
        ),
    ),
    "how-hot-must-an-oven-be": (
        "How hot must an oven be?",
        "Hot enough to set the outside before the inside has run.",
        ["which heat for a loaf", "how much heat does a loaf need"],
        (
            "Begin with 250 degrees and go down to 200. A hot stone gives its heat to the loaf "
            "from below.\n"
        ),
    ),
    "why-salt-belongs-into-dough": (
        "Why salt belongs into dough",
        "It tightens the net of gluten and slows the yeast.",
        ["what happens without salt", "how much salt for flour"],
        "Without salt a loaf tastes of nothing, and its dough runs.\n",
    ),
}


def main() -> None:
    """Write the page."""
    PAGE.write_text(record(), "utf-8")


def record() -> str:
    """Live through the day, and tell it."""
    with TemporaryDirectory() as folder:
        recorder = Recorder(Path(folder).resolve())
        _tell(recorder)
        return recorder.markdown()


def _tell(day: Recorder) -> None:
    _write_corpus(day.folder)
    day.say("# A maintainer's day")
    day.say(
        "Recorded from the real commands by `python -m tests.recordings.maintainer_day`; a test "
        "holds this page to what they print today. The corpus is a small one on bread: "
        f"{len(_POSTS)} posts, each with `answers:`, the questions that it answers."
    )
    day.run("indexer build")

    day.say("## A new post, with three mistakes")
    day.run("indexer new 'Why does bread go stale?' --date 2026-05-04")
    day.say("It is valid at once. While she writes, three mistakes slip in:")
    path = "corpus/bread/why-does-bread-go-stale.md"
    day.write(path, _with_mistakes, shown="^(date|level|boost):")
    day.run("indexer check", status=1)

    day.say("## Watching")
    day.say(
        "From now on each saving is built, and mistakes are told on the spot. What serves goes on "
        "serving. (With `--serve`, the page that is open in the browser reloads, too.) The post is "
        "mended and saved:"
    )
    with signals_as_a_terminal_sets_them(), day.running("indexer watch") as watch:
        watch.wait_for("Watching corpus")
        file = day.folder / path
        file.write_text(_mended(file.read_text("utf-8")), "utf-8")
        watch.wait_for("Judged queries", times=2)
    day.run("indexer lint")
    day.run("indexer explain 'how to keep a loaf soft' why-does-bread-go-stale")

    day.say("## A bad synonym")
    day.say("A loaf has to do with all of it, she thinks, and adds a line:")
    day.write("corpus/synonyms.toml", lambda text: text + _BAD_SYNONYM, shown="loaf")
    day.run("indexer build", status=1)
    day.say("Nothing was published. What would be different?")
    day.run("indexer diff g000003 g000004")

    day.say("## Forced, and taken back")
    day.say("She wants to see it on the page. The reason is kept with the build:")
    day.run("indexer build --force 'to look at it on the page'")
    day.run("indexer generations")
    day.say("It is as bad as was said. One step back, and running servers follow:")
    day.run("indexer rollback")
    day.run("indexer generations")


_BAD_SYNONYM = '"loaf" = ["dough", "gluten", "yeast", "rise"]\n'


def _write_corpus(folder: Path) -> None:
    files = {
        "bread/domain.toml": 'name = "Bread"\n',
        "synonyms.toml": '[one_way]\n"bun" = ["bread"]\n',
    }
    for slug, (title, summary, questions, body) in _POSTS.items():
        answers = "".join(f"  - '{question}'\n" for question in questions)
        files[f"bread/{slug}.md"] = (
            f"---\ntitle: '{title}'\nsummary: '{summary}'\ndate: 2026-05-01\nlevel: intro\n"
            f"answers:\n{answers}---\n\n{body}"
        )
    write_corpus(folder / "corpus", files)


def _with_mistakes(text: str) -> str:
    text = text.replace("date: 2026-05-04", "date: 2026-02-30")
    return text.replace("level: intro", "level: begginer\nboost: much")


def _mended(text: str) -> str:
    head, _, _ = text.partition("---\n\n")
    head = head.replace("2026-02-30", "2026-05-04").replace("begginer\nboost: much", "intro")
    head = head.replace(
        "In one or two sentences: what is the answer?",
        "Starch lets go of its water and hardens, even in a closed bag.",
    )
    head = head.replace("a question in a reader''s own words", "why is old bread so hard")
    return (
        f"{head}---\n\nFresh bread holds water in its starch. With time the starch orders itself "
        "into crystals and lets the water go, so old bread is hard.\n\n## Warm it\n\nHeat melts "
        "the crystals for a while.\n"
    )


if __name__ == "__main__":
    main()
