"""The text of a new post: valid at once, with what is to be written standing where it belongs."""

from datetime import date

from indexer.post import Level

SUMMARY_PLACEHOLDER = "In one or two sentences: what is the answer?"
QUESTION_PLACEHOLDER = "a question in a reader's own words"
OPENING_PLACEHOLDER = "Answer the question of the title here, in two to five sentences."
SECTION_PLACEHOLDER = "Then show why it is so, with an example or a figure."
PLACEHOLDERS = (
    SUMMARY_PLACEHOLDER,
    QUESTION_PLACEHOLDER,
    OPENING_PLACEHOLDER,
    SECTION_PLACEHOLDER,
)


def new_post_text(title: str, *, day: date, level: Level, is_draft: bool = False) -> str:
    """The whole file of a post with this title, which holds a word and no line break."""
    draft = "draft: true\n" if is_draft else ""
    return f"""---
title: {_quoted(title)}
summary: {_quoted(SUMMARY_PLACEHOLDER)}
date: {day.isoformat()}
level: {level.value}
{draft}answers:
  - {_quoted(QUESTION_PLACEHOLDER)}
---

{OPENING_PLACEHOLDER}

## The first reason

{SECTION_PLACEHOLDER}
"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
