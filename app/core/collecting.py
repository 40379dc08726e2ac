"""When Python looks for garbage in circles: rarely, while a job makes thousands of records at a time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects after which the young ones are looked at, and how often the older ones are. A batch of records is some
# hundred thousand objects that all live until it is committed; Python's own 700 finds them alive again and again.
YOUNG, MIDDLE, OLD = 50_000, 10, 10


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Inside, what the process holds already is passed over, and the rest is looked at less often.

    Full collections over the dictionaries and mappers of the process took four tenths of the time of an import.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
