"""A hand that counts: every press of the mouse and every key that a task takes."""

from __future__ import annotations

from typing import Any


class Hand:
    """Works on a page. A select box's word and a typed date count by their keys; a Chinese character is one key."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = self.keys = 0

    def click(self, target: Any, *, leads_on: bool = False) -> None:
        """Press on a selector or locator; `leads_on`: another page comes."""
        self.clicks += 1
        place = self.page.locator(target) if isinstance(target, str) else target
        if leads_on:
            with self.page.expect_navigation():
                place.first.click()
        else:
            place.first.click()

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, key: str, *, leads_on: bool = False) -> None:
        self.keys += 1
        if leads_on:
            with self.page.expect_navigation():
                self.page.keyboard.press(key)
        else:
            self.page.keyboard.press(key)

    def fill(self, field: str, text: str) -> None:
        """Click into a field and type, over what stands there."""
        self.click(f"#field-{field}")
        self.page.locator(f"#field-{field}").select_text()
        self.type(text)

    def date(self, field: str, text: str) -> None:
        """The same for a field with the browser's own picker."""
        self.click(f"#field-{field}")
        self.keys += len(text) - text.count("-")
        self.page.fill(f"#field-{field}", text)

    def choose(self, field: str, typed: str, shown: str) -> None:
        """Open a select box, type, take the entry called `shown`."""
        self.click(f"#field-{field} + .select2 .select2-selection")
        self.type(typed)
        entry = self.page.locator(".select2-results__option", has_text=shown)
        entry.first.wait_for()
        self.click(entry)

    def find(self, typed: str, name: str) -> None:
        """Search everywhere with the keyboard and open the record called `name`."""
        self.press("/")
        self.type(typed)
        self.page.locator("#search-hits [role=option]", has_text=name).first.wait_for()
        self.press("ArrowDown")
        self.press("Enter", leads_on=True)

    def save(self) -> None:
        self.click(".save-bar [type=submit]", leads_on=True)
