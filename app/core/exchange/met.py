"""What was met in a file, a number for each key: a file may have a million keys. Pure: standard library only."""

from __future__ import annotations

from array import array

_FIRST = 1_024  # slots
_FREE = -(2**63)  # no row and no hash of Python's


class Met:
    """{64 bits: 64 bits}, in 16 bytes a slot, of which at least a third are free. A dict takes a hundred an entry."""

    def __init__(self) -> None:
        self._resize(_FIRST)

    def _resize(self, slots: int) -> None:
        self._mask, self._count = slots - 1, 0
        self._keys, self._values = array("q", [0]) * slots, array("q", [_FREE]) * slots

    def _slot(self, key: int) -> int:
        """Where `key` is, or may be put."""
        # The upper bits count too: keys may be consecutive, or hashes whose lower bits are alike.
        at = (key ^ (key >> 29)) & self._mask
        while self._values[at] != _FREE and self._keys[at] != key:
            at = (at + 1) & self._mask
        return at

    def setdefault(self, key: int, value: int) -> int:
        """The value of `key`, which is `value` from now on where it had none."""
        at = self._slot(key)
        if self._values[at] != _FREE:
            return self._values[at]
        self._keys[at], self._values[at] = key, value
        self._count += 1
        if 3 * self._count > 2 * self._mask:
            self._grow()
        return value

    def _grow(self) -> None:
        held = zip(self._keys, self._values, strict=True)
        self._resize(2 * (self._mask + 1))
        for key, value in held:
            if value != _FREE:
                self.setdefault(key, value)

    def get(self, key: int) -> int | None:
        """The value of `key`."""
        found = self._values[self._slot(key)]
        return None if found == _FREE else found
