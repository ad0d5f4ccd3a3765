"""Finds the tags of an HTML text."""

from html.parser import HTMLParser


class Tags(HTMLParser):
    """All start tags of a text with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        """The attributes of each tag of this name that has all these attributes."""
        return [
            found
            for name, found in self.found
            if name == tag and attributes.items() <= found.items()
        ]

    def attribute(self, tag: str, name: str) -> list[str | None]:
        """The value of one attribute at each tag of a name."""
        return [found.get(name) for found in self.named(tag)]
