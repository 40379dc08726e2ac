"""How often somebody may try."""

from __future__ import annotations

import pytest

from app.system.rules.guessing import Limit, neighbourhood, recent, seconds_to_wait

THREE = Limit(3, 60)

CASES = {
    "nobody tried": ([], 100, 0),
    "room for one more": ([50, 60], 100, 0),
    "no room": ([50, 60, 70], 100, 10),
    "the oldest leaves": ([50, 60, 70], 110, 0),
    "in any minute, not in each of the clock": ([119, 119.5, 119.9], 121, 58),
    "a part of a second is a whole one": ([50.5, 60, 70], 110, 1),
    "in any order": ([70, 50, 60], 100, 10),
    "more than there is room for": ([50, 60, 70, 80], 100, 20),
    "another machine's clock is ahead": ([101, 102, 103], 100, 61),
    "the clock was put back by an hour": ([3700, 3701, 3702], 100, 0),
}


@pytest.mark.parametrize(("earlier", "moment", "seconds"), CASES.values(), ids=CASES.keys())
def test_waiting(earlier, moment, seconds):
    assert seconds_to_wait(earlier, moment, THREE) == seconds


def test_what_is_past_is_forgotten():
    assert recent([10, 40, 41, 90], 100, THREE) == [41, 90]


ADDRESSES = {
    "192.0.2.7": "192.0.2.7",
    "::ffff:192.0.2.7": "192.0.2.7",
    "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
    "2001:db8:1:2:ffff::": "2001:db8:1:2::/64",
    "": "",
    "a socket's file": "a socket's file",
}


@pytest.mark.parametrize(("address", "counted_as"), ADDRESSES.items())
def test_what_counts_as_one_address(address, counted_as):
    assert neighbourhood(address) == counted_as
