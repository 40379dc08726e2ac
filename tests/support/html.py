"""What a reader sees of a page."""

from __future__ import annotations

from html.parser import HTMLParser

# What charts draw stands in a table, too.
_UNSEEN = {"script", "style", "template", "noscript", "svg"}
_READ_ALOUD = {"title", "placeholder", "aria-label", "alt"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # Another language's own name stays in that language, and says so; so does what nobody translates.
        if tag in _UNSEEN or (tag == "a" and given.get("lang")) or given.get("translate") == "no":
            self._hidden.append(tag)
        self.texts += [value for name, value in attrs if name in _READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.texts.append(data.strip())


def visible_texts(page: str) -> list[str]:
    """The pieces of text on a page, with its titles, labels and placeholders, but not the records' own values."""
    reader = _Reader()
    reader.feed(page)
    return reader.texts
