"""Routes that are ready to be matched at once, and to be written as addresses when the first is wanted.

Werkzeug compiles two functions of each route that put its addresses together. There are 1,500 routes: that is half
of the time in which the application is made, while a page writes the addresses of a few.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A route that compiles what writes its addresses when it is first asked to."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compile_builder = super()._compile_builder

        def build(rule: LateRule, /, **values: Any) -> tuple[str, str]:
            ready: Builder = compile_builder(append_unknown).__get__(rule, None)
            setattr(rule, "_build_unknown" if append_unknown else "_build", ready)
            return ready(**values)

        return build
