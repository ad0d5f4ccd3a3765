"""Finds abbreviations in text, and what they are spelled out as.

A long form stands right before its abbreviation in parentheses: "grouped-query attention
(GQA)". Which words of the text before belong to it is decided as by Schwartz and Hearst, "A
simple algorithm for identifying abbreviation definitions in biomedical text" (PSB 2003): the
letters are matched from the end, the first one at the start of a word.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

MAX_LONG_FORM_WORDS = 10

# At least two capitals; small letters and digits may stand between, and a plural s behind.
_ABBREVIATION = re.compile(r"(?<![\w-])([A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*?)(?:s|'s|’s)?(?![\w-])")
_BEHIND_LONG_FORM = re.compile(
    r"\(([A-Z][A-Za-z0-9&-]*[A-Z][A-Za-z0-9&-]*?|[A-Z]+[0-9]+)s?(?:[;,][^()]*)?\)"
)
_BEFORE_LONG_FORM = re.compile(r"\b([A-Z][A-Za-z0-9]+)(?: \(| stands for )([A-Za-z][^().;]{3,80})")
_MIXED_CASE = re.compile(r"[A-Z][a-z]{2,}|[a-z]{3,}")


def spelled_out(text: str) -> Iterator[tuple[str, str]]:
    """Each abbreviation with its long form, whichever of the two stands first."""
    for match in _BEHIND_LONG_FORM.finditer(text):
        words = text[: match.start()].rsplit(maxsplit=MAX_LONG_FORM_WORDS)[-MAX_LONG_FORM_WORDS:]
        if long_form := _long_form(match[1], " ".join(words)):
            yield match[1], long_form
    for match in _BEFORE_LONG_FORM.finditer(text):
        long_form = _long_form(match[1], match[2])
        if long_form and long_form == match[2].strip():
            yield match[1], long_form


def count_abbreviations(text: str) -> Counter[str]:
    """How often each abbreviation stands in a text; names in mixed case are none."""
    found = (match[1] for match in _ABBREVIATION.finditer(text))
    return Counter(name for name in found if not _MIXED_CASE.search(name))


def never_spelled_out(texts: Iterable[str], names: Collection[str] = ()) -> list[str]:
    """The abbreviations that no text spells out, most frequent first; names are let pass."""
    uses: Counter[str] = Counter()
    explained = {abbreviation_key(name) for name in names}
    for text in texts:
        uses += count_abbreviations(text)
        explained.update(abbreviation_key(short) for short, _ in spelled_out(text))
    return [short for short, _ in uses.most_common() if abbreviation_key(short) not in explained]


def abbreviation_key(abbreviation: str) -> str:
    """Equal for an abbreviation, its plural and its small letters."""
    return abbreviation.casefold().removesuffix("s")


def _long_form(short: str, before: str) -> str:
    """The shortest end of the text before that spells the abbreviation out, or nothing."""
    place = len(before) - 1
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalpha():
            continue
        while place >= 0 and (
            before[place].lower() != letter
            or (index == 0 and place > 0 and before[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return ""
        place -= 1
    long_form = before[place + 1 :]
    return long_form if len(long_form) > len(short) else ""
