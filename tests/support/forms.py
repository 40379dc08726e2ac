"""What a browser sends when a form is submitted untouched."""

from __future__ import annotations

from html.parser import HTMLParser


class _Controls(HTMLParser):
    def __init__(self, css_class: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._class = css_class
        self._inside = False
        self._select: tuple[str, bool] | None = None
        self._options: list[tuple[str, bool]] = []
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = self._class in given.get("class", "").split()
        if not self._inside:
            return
        if tag == "input" and given.get("name") and given.get("type") not in ("submit", "button", "file"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._send(given["name"], given.get("value", "on" if given.get("type") == "checkbox" else ""))
        elif tag == "select":
            self._select, self._options = (given.get("name", ""), "multiple" in given), []
        elif tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self._area = given.get("name", "")
            self._send(self._area, "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.sent[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area is not None:
            text = self.sent[self._area][-1].removeprefix("\n")
            self.sent[self._area][-1] = text.replace("\n", "\r\n")
            self._area = None
        elif tag == "select" and self._select:
            name, many = self._select
            chosen = [value for value, selected in self._options if selected]
            for value in chosen or ([] if many or not self._options else [self._options[0][0]]):
                self._send(name, value)
            self._select = None

    def _send(self, name: str, value: str) -> None:
        if name:
            self.sent.setdefault(name, []).append(value)


def successful_controls(page: str, css_class: str) -> dict[str, list[str]]:
    """The names and values of the form with this class, as a browser would send them."""
    controls = _Controls(css_class)
    controls.feed(page)
    return controls.sent
