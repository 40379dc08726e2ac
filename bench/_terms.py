"""Words that a known number of customers have in their names: each search of the bench has a known number of hits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd
from random import Random

from app.core.pinyin import syllables_of
from bench._companies import COMMON

# The numbers of hits that count, in a table of at least WHOLE customers; in smaller ones the same share of them.
HITS = {"rare": 50, "medium": 2_000, "many": 34_000, "most": 120_000}
WHOLE = 200_000
FEWEST = 50
STARTS, VOWELS, ENDS = (
    ("Br", "Dr", "Gl", "Kr", "Str", "Thr", "Tr", "Vl"),
    "aeiou",
    ("dwick", "lstrom", "rvane", "xholt"),
)


@dataclass(frozen=True)
class Term:
    """A brand in two Chinese characters, how they are read, and its Latin form; `hits` customers bear it."""

    han: str
    sound: str
    latin: str
    hits: int


class Terms:
    """The terms of a seed, and which of `customers` bear which."""

    def __init__(self, customers: int, seed: int, taken: str) -> None:
        """`taken`: all other names, joined; no pair of characters in it becomes a term."""
        self._customers, rng = customers, Random(f"terms {seed}")
        self._step = next(
            step for step in range(int(customers * 0.618) | 1, 2 * customers + 3) if gcd(step, customers) == 1
        )
        pairs, words = _pairs(rng, taken), _words(rng)
        share = min(1.0, customers / WHOLE)
        self.terms = {
            name: Term(pair, _sound(pair), next(words), max(min(FEWEST, customers // 10), round(hits * share)))
            for (name, hits), pair in zip(HITS.items(), pairs, strict=False)
        }

    def of(self, number: int) -> Term | None:
        """The term in the name of a customer; those of one term are spread over the whole table."""
        place = number * self._step % self._customers
        for term in self.terms.values():
            if place < term.hits:
                return term
            place -= term.hits
        return None


def _pairs(rng: Random, taken: str) -> Iterator[str]:
    while True:
        pair = "".join(rng.sample(COMMON, 2))
        if pair not in taken and all(len(syllables_of(character)) == 1 for character in pair):
            yield pair


def _step(customers: int) -> int:
    """What numbers are multiplied by to shuffle them without losing one."""
    golden = int(customers * 0.618) | 1
    return next(step for step in range(golden, golden + customers + 2) if gcd(step, customers) == 1)


def _words(rng: Random) -> Iterator[str]:
    """Latin words that are no pinyin."""
    while True:
        yield rng.choice(STARTS) + rng.choice("aeiou") + rng.choice(ENDS)


def _sound(pair: str) -> str:
    return "".join(syllables_of(character)[0] for character in pair)
