"""Where a file breaks: row, character and bytes."""

from __future__ import annotations

import io

import pytest

from app.core.exchange.decoding import UndecodableFile, count_lines, decode
from app.core.exchange.encodings import CHUNK, named
from tests.core.exchange import companies

GOOD = "编号,名称\r\n1,杭州\r\n2,"
BROKEN = [
    # name, encoding, bytes, row, column, bytes shown
    ("a stray byte in GB18030", "gb18030", GOOD.encode("gb18030") + b"\xff\xff,x\r\n", 3, 3, "FF FF 2C 78"),
    ("a stray byte in UTF-8", "utf-8", GOOD.encode() + b"\xffabc", 3, 3, "FF 61 62 63"),
    ("Big5 with half a character", "big5", "編號\r\n客戶".encode("big5") + b"\xab", 2, 3, "AB"),
    ("UTF-16 cut in the middle", "utf-16", GOOD.encode("utf-16") + b"\x4e", 3, 3, "4E"),
    ("UTF-8 cut in the middle", "utf-8", GOOD.encode() + "杭".encode()[:2], 3, 3, "E6 9D"),
    ("nothing but a broken byte", "utf-8", b"\x80", 1, 1, "80"),
    ("private use in GB18030", "gb18030", GOOD.encode("gb18030") + b"\xaa\xa1", 3, 3, "AA A1"),
    ("Big5 read as GB18030", "gb18030", "a\n客戶名稱".encode("big5"), 2, 1, "AB C8"),
    ("a place Windows-1252 lacks", "windows-1252", b"abc\r\n\x81", 2, 1, "81"),
]


@pytest.mark.parametrize(
    ("name", "data", "row", "column", "shown"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_the_place_is_told(name: str, data: bytes, row: int, column: int, shown: str) -> None:
    with pytest.raises(UndecodableFile) as refused:
        list(decode(data, named(name, data)))
    params = refused.value.params
    assert (params["row"], params["column"], params["bytes"]) == (row, column, shown)


@pytest.mark.parametrize("offset", range(4))
@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "cp950"])
def test_a_character_across_two_pieces_is_read_and_a_break_there_is_placed(codec: str, offset: int) -> None:
    name = "big5" if codec == "cp950" else codec
    text = "a" * (CHUNK - 4 + offset) + "杭州\n" * 3
    data = text.encode(codec)
    assert "".join(decode(data, named(name))) == text
    with pytest.raises(UndecodableFile) as refused:
        list(decode(data + b"\xff\xff", named(name)))
    assert (refused.value.params["row"], refused.value.params["column"]) == (4, 1)


def test_characters_of_hong_kong_are_read_within_big5() -> None:
    assert "".join(decode(companies.HONG_KONG.encode("big5hkscs"), named("big5"))) == companies.HONG_KONG


def test_a_large_file_is_read_in_pieces() -> None:
    pieces = list(decode(io.BytesIO(b"0123456789abcde\n" * CHUNK), named("utf-8")))
    assert max(map(len, pieces)) <= CHUNK
    assert sum(map(len, pieces)) == 16 * CHUNK


@pytest.mark.parametrize(("text", "lines"), [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("a\r\n\r\n", 2)])
def test_lines_are_counted(text: str, lines: int) -> None:
    assert count_lines(text.encode(), named("utf-8")) == lines


def test_private_use_in_unicode_is_what_it_is() -> None:
    assert "".join(decode("\ue000\x85".encode(), named("utf-8"))) == "\ue000\x85"
