"""In which width, language and role a screen is looked at: once each, with every pair of them over the whole walk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, product
from typing import Any, NamedTuple

WIDTHS = (1440, 1024, 375)  # CSS pixels
LOCALES = ("zh", "en")
READERS = ("admin", "sales", "manager", "plain")
VISITOR = "visitor"  # who has not logged in


class Combination(NamedTuple):
    width: int
    locale: str
    reader: str


ALL = tuple(Combination(*combination) for combination in product(WIDTHS, LOCALES, READERS))
# Each width meets each language and each reader, each reader each language; neighbours have little in common.
PAIRWISE = tuple(Combination(WIDTHS[n % 3], LOCALES[(n % 3 + n % 4) % 2], READERS[n % 4]) for n in range(12))
OUTSIDE = tuple(Combination(width, LOCALES[n % 2], VISITOR) for n, width in enumerate(WIDTHS))
# Between the first combinations of two kinds; no divisor of 12, so that kinds of one screen are not looked at alike.
SHIFT = 5

Opens = Callable[[str, Any], bool]


def rotated(screens: Iterable[Any], opens: Opens) -> Iterator[tuple[Combination, Any]]:
    """Each screen in one combination of a reader for whom it `opens(reader, screen)`; the kinds of screens (`kind`)
    take turns by themselves, so that each is seen in many. What opens for nobody is left out.
    """
    ordered = sorted(screens, key=lambda screen: screen.kind)
    for number, (_, alike) in enumerate(groupby(ordered, key=lambda screen: screen.kind)):
        turn = number * SHIFT
        for screen in alike:
            for step in range(len(PAIRWISE)):
                combination = PAIRWISE[(turn + step) % len(PAIRWISE)]
                if opens(combination.reader, screen):
                    yield combination, screen
                    turn += step + 1
                    break


def everything(screens: Iterable[Any], opens: Opens) -> Iterator[tuple[Combination, Any]]:
    """Each screen in every combination of those for whom it opens."""
    for combination, screen in product(ALL, tuple(screens)):
        if opens(combination.reader, screen):
            yield combination, screen


def pairs(combinations: Iterable[Combination]) -> set[tuple[Any, Any]]:
    """Which two of width, language and reader come together."""
    return {pair for a, b, c in combinations for pair in ((a, b), (a, c), (b, c))}
