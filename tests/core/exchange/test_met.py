"""What was met in a file is remembered as a dict would, in little room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.exchange.met import Met

KEYS = st.one_of(st.integers(-(2**63) + 1, 2**63 - 1), st.integers(-5, 5), st.just(2**40).map(lambda n: n * 1_024))


@given(st.lists(st.tuples(KEYS, st.integers(-(2**63) + 1, 2**63 - 1))))
def test_it_answers_as_a_dict(pairs: list[tuple[int, int]]) -> None:
    met, known = Met(), dict[int, int]()
    for key, value in pairs:
        assert met.setdefault(key, value) == known.setdefault(key, value)
    assert all(met.get(key) == value for key, value in known.items())
    assert met.get(77_777) == known.get(77_777)


def test_it_grows_and_forgets_nothing() -> None:
    met = Met()
    for number in range(50_000):
        assert met.setdefault(hash(f"K{number}"), number) == number
    assert all(met.get(hash(f"K{number}")) == number for number in range(50_000))
    assert met.get(hash("K50000")) is None
