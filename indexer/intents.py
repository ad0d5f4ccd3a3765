"""Recognises what kind of answer a question wants, and the words that only put the question."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache


class Intent(Enum):
    """What a question wants to know, or a title promises to tell."""

    DEFINITION = "definition"
    REASON = "reason"
    METHOD = "method"
    COMPARISON = "comparison"


# The first that is found decides: "why is x better than y" compares before it reasons.
_PATTERNS = (
    (
        Intent.COMPARISON,
        re.compile(
            r"\bdifferen(?:ce|t)s?\b.{0,80}\b(?:between|from|than)\b|\bvs\b|\bversus\b|\bcompar"
        ),
    ),
    (Intent.REASON, re.compile(r"^(?:[\w-]+: )?why\b|\breasons? (?:for|why)\b|\bhow come\b")),
    (
        Intent.DEFINITION,
        re.compile(
            r"^(?:[\w-]+: )?what(?:['’]?s| is| are| does .{1,80} mean)\b"
            r"|\b(?:meaning|definition|explained|explanation|basics)\b|\bstands? for\b"
            r"|^(?:define|explain)\b"
        ),
    ),
    (Intent.METHOD, re.compile(r"^(?:[\w-]+: )?how\b")),
)
# Words that would be looked for like any other, did they not belong to the question's form.
_SCAFFOLDING = re.compile(
    r"""
      \b differences? \s+ between \b
    | \b how \s+ .{1,80}? \b (?P<differ> differ s? | different ) \s+ from \b
    | \b (?: vs | versus | compared? \s+ (?: to | with ) ) \b
    | \b (?: meaning | definition ) (?: \s+ of \b | \s* [?]? \s* $ )
    | ^ \s* (?: please \s+ )? (?: explain | define | describe | tell \s+ me \s+ about ) \b
    | \b (?: explained | eli5 ) \s* [?]? \s* $
    | \b for \s+ (?: a \s+ )? (?: beginners? | dummies ) \b
    | \b (?: beginners? \s+ )? explanation \s* [?]? \s* $
    | \b in \s+ (?: simple | plain ) \s+ (?: words | terms | english ) \b
    | \b like \s+ i['’]?m \s+ (?: 5 | five ) \b
    | \b what \s+ does \b .{1,80}? \b (?P<mean> mean | stand \s+ for ) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)


@lru_cache(maxsize=1_000)
def intent_of(text: str) -> Intent | None:
    """The intent of a question or title; None if it shows none."""
    plain = " ".join(text.lower().split())
    return next((intent for intent, pattern in _PATTERNS if pattern.search(plain)), None)


def scaffolding_of(text: str) -> Iterator[tuple[int, int]]:
    """Where words stand, from start to end, that say how a question is put and no more."""
    for match in _SCAFFOLDING.finditer(text):
        group = match.lastgroup or 0
        yield match.span(group)
