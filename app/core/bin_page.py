"""The same page for the list of an entity and for its recycle bin: what differs."""

from __future__ import annotations

from functools import cached_property
from typing import Any


class ListOrBin:
    """What a page of a list offers, by whether it shows the recycle bin."""

    @property
    def in_bin(self: Any) -> bool:
        """Whether this is the recycle bin."""
        return self.asked.archived

    @cached_property
    def may_delete(self: Any) -> bool:
        """Whether the reader may put records into the recycle bin and take them out."""
        return hasattr(self.entity.model, "archived_at") and self.may("can_delete")

    @cached_property
    def bulk_actions(self: Any) -> list[Any]:
        """What can be done with several records at once, besides deleting or restoring them."""
        return [] if self.in_bin else [action for action in self.actions if action.multiple]

    def chosen_only(self, action: Any) -> bool:
        """Whether an action is not for whole lists."""
        return getattr(action.func, "_chosen_only", False)

    @property
    def selectable(self: Any) -> bool:
        return not self.embedded and bool(self.bulk_actions or self.may_delete)

    @property
    def bin_url(self: Any) -> str:
        return self.view.url_to("list", bin=1)  # type: ignore[no-any-return]
