"""What the directory of a zip archive says. Nothing is unpacked, and no archive makes this slow or large. Pure."""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass
from typing import BinaryIO

from app.core.errors import RuleError
from app.core.text import N_

MEGABYTE = 1 << 20
MAX_ENTRIES = 10_000
MAX_DIRECTORY = 2 * MEGABYTE
MAX_UNPACKED = 2_048 * MEGABYTE
MAX_RATIO = 200  # from 10 MB unpacked
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LONGEST_COMMENT = 65_535
_UTF8 = 0x800


@dataclass(frozen=True)
class Entry:
    """One file in an archive; sizes in bytes."""

    name: str
    packed: int
    unpacked: int
    is_link: bool


def damaged() -> RuleError:
    """The file claims to be an archive and is not a whole one."""
    return RuleError(N_("The file is damaged: its archive cannot be read."), field="file")


def read_directory(file: BinaryIO) -> list[Entry]:
    """The entries of an archive, proven harmless: no bomb, no path that leads out of it, no link. Raises RuleError."""
    size = file.seek(0, 2)
    start = max(size - _END.size - _LONGEST_COMMENT, 0)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        raise damaged()
    _, _, _, _, number, length, offset, _ = _END.unpack_from(tail, place)
    if number > MAX_ENTRIES or length > MAX_DIRECTORY or offset + length > start + place:
        raise RuleError(
            N_("The archive has too many entries: at most %(limit)s are taken."), field="file", limit=MAX_ENTRIES
        )
    file.seek(start + place - length)  # where archives begin with something else, the offset is too small
    entries = _entries(file.read(length), number)
    _refuse_harm(entries, size)
    return entries


def _entries(directory: bytes, number: int) -> list[Entry]:
    entries = []
    place = 0
    while place < len(directory):
        if len(directory) - place < _ENTRY.size or directory[place : place + 4] != b"PK\x01\x02":
            raise damaged()
        read = _ENTRY.unpack_from(directory, place)
        made_on, flags, packed, unpacked = read[1] >> 8, read[3], read[8], read[9]
        name_length, extra, comment, attributes = read[10], read[11], read[12], read[15]
        raw = directory[place + _ENTRY.size : place + _ENTRY.size + name_length]
        name = raw.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        is_link = made_on == 3 and stat.S_ISLNK(attributes >> 16)
        entries.append(Entry(name, packed, unpacked, is_link))
        place += _ENTRY.size + name_length + extra + comment
    if len(entries) != number or len({entry.name for entry in entries}) < len(entries):
        raise damaged()
    return entries


def _refuse_harm(entries: list[Entry], size: int) -> None:
    unpacked = sum(entry.unpacked for entry in entries)
    if sum(entry.packed for entry in entries) > size:  # parts that overlap
        raise damaged()
    if unpacked > MAX_UNPACKED or (unpacked > 10 * MEGABYTE and unpacked > MAX_RATIO * size):
        message = N_("The archive unpacks to %(size)s MB, which is refused for safety.")
        raise RuleError(message, field="file", size=unpacked // MEGABYTE)
    if any(_leads_out(entry) for entry in entries):
        raise RuleError(N_("The archive holds paths or links that lead out of it."), field="file")


def _leads_out(entry: Entry) -> bool:
    parts = entry.name.replace("\\", "/").split("/")
    return entry.is_link or ".." in parts or parts[0] == "" or parts[0].endswith(":") or "\0" in entry.name
