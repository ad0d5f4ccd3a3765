"""Where things stand in a post's file."""

import re
from dataclasses import dataclass

from indexer.fields import Field, Scalar
from indexer.front_matter import StrictHandler
from indexer.post import Post

Place = tuple[int, int]
TOP: Place = (1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPost:
    """A post, its file's path and text, and the places of its fields; lines count from 1."""

    path: str
    post: Post
    fields: dict[str, Field]
    lines: tuple[str, ...]

    @classmethod
    def of(cls, path: str, post: Post, text: str) -> "PlacedPost":
        """The post of a file with this text, whose line ends are newlines."""
        front_matter = StrictHandler(path).read(text)
        return cls(
            path=path,
            post=post,
            fields={field.name: field for field in front_matter.fields},
            lines=tuple(text.split("\n")),
        )

    def place_of_field(self, name: str) -> Place:
        """Where a field's value begins, or the field if that is a list; else the top."""
        field = self.fields.get(name)
        if field is None:
            return TOP
        value = field.value
        return (
            (value.line, value.column) if isinstance(value, Scalar) else (field.line, field.column)
        )

    def place_of_answer(self, question: str) -> Place:
        """Where one of the questions stands that the post answers."""
        field = self.fields.get("answers")
        values = field.value if field and not isinstance(field.value, Scalar) else None
        for scalar in values or ():
            if " ".join(scalar.text.split()) == " ".join(question.split()):
                return scalar.line, scalar.column
        return self.place_of_field("answers")

    def place_of_word(self, word: str) -> Place:
        """Where a word stands first behind the front matter, else where it stands at all."""
        pattern = re.compile(rf"(?<![\w-]){re.escape(word)}s?(?![\w-])")
        found = [
            (number, match.start() + 1)
            for number, line in enumerate(self.lines, start=1)
            if (match := pattern.search(line))
        ]
        behind = [place for place in found if place[0] > self._last_field_line]
        return next(iter(behind or found), TOP)

    @property
    def _last_field_line(self) -> int:
        return max((field.line for field in self.fields.values()), default=0)
