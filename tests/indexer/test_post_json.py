"""A post survives as one line of JSON, and anything else is refused with one error."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.post import Level, Post, PostLink, Section
from indexer.post_json import post_from_json, post_to_json
from tests.fakes import EXAMPLE_POSTS, make_post

_lists = st.lists(st.text(), max_size=3).map(tuple)
_sections = st.builds(
    Section, heading=st.text(), anchor=st.text(), depth=st.integers(0, 6), text=st.text()
)
_posts = st.builds(
    Post,
    slug=st.text(),
    title=st.text(),
    summary=st.text(),
    date=st.dates(),
    level=st.sampled_from(Level),
    domain=st.text(),
    body=st.text(),
    sections=st.lists(_sections, max_size=3).map(tuple),
    tags=_lists,
    keywords=_lists,
    aliases=_lists,
    answers=_lists,
    links=st.lists(st.builds(PostLink, target=st.text(), line=st.integers(1)), max_size=2).map(
        tuple
    ),
    boost=st.floats(0.1, 10.0),
)


@given(_posts)
def test_a_post_comes_back_as_it_was(post: Post) -> None:
    line = post_to_json(post)
    assert "\n" not in line
    assert post_from_json(line) == post
    assert post_from_json(line.encode()) == post


@pytest.mark.parametrize("post", EXAMPLE_POSTS, ids=lambda post: post.slug)
def test_the_example_posts_come_back(post: Post) -> None:
    assert post_from_json(post_to_json(post)) == post


def test_letters_stay_readable() -> None:
    assert "naïve O(n²)" in post_to_json(make_post(title="naïve O(n²)"))


def test_dates_and_levels_are_plain_text() -> None:
    fields = json.loads(post_to_json(make_post(date=date(2026, 4, 30), level=Level.ADVANCED)))
    assert (fields["date"], fields["level"]) == ("2026-04-30", "advanced")


_GOOD = json.loads(post_to_json(make_post()))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "null",
        "5",
        "{}",
        b"\xff",
        json.dumps({**_GOOD, "date": "2026-13-01"}),
        json.dumps({**_GOOD, "date": 5}),
        json.dumps({**_GOOD, "level": "easy"}),
        json.dumps({**_GOOD, "sections": None}),
        json.dumps({**_GOOD, "sections": [["too", "few"]]}),
        json.dumps({**_GOOD, "links": [5]}),
        json.dumps({key: value for key, value in _GOOD.items() if key != "slug"}),
    ],
)
def test_anything_else_is_refused(line: str | bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        post_from_json(line)
