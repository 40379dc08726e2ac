"""vCards as telephones, mail programs and this system write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.errors import RuleError
from app.core.exchange.reading import open_table
from app.core.exchange.vcards import fold, write

CARDS = {
    "an iPhone's 3.0": (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:王;伟;;;\r\nFN:王伟\r\nORG:杭州华新机械有限公司;采购部\r\nTITLE:经理\r\n"
        "TEL;type=CELL;type=VOICE;type=pref:138 1234 5678\r\nitem1.EMAIL;type=INTERNET:a@example.com\r\n"
        "BDAY;value=date:1980-02-29\r\nNOTE:一\\n二\\, 三\\; 四\\\\\r\nPHOTO;ENCODING=b:AAAA\r\n AAAA\r\nEND:VCARD\r\n",
        {
            "name": "王伟", "company": "杭州华新机械有限公司", "department": "采购部", "position": "经理",
            "mobile": "138 1234 5678", "email": "a@example.com", "birthday": "1980-02-29",
            "remarks": "一\n二, 三; 四\\",
        },
    ),
    "4.0": (
        "BEGIN:VCARD\nVERSION:4.0\nFN:Ana Trujillo\nTEL;VALUE=uri;TYPE=\"work,voice\":tel:+52-5-555-4729\n"
        "BDAY:19500203\n"
        "ADR;TYPE=home:;;Avda. de la\n  Constitución 2222;México D.F.;;05021;Mexico\nEND:VCARD\n",
        {
            "name": "Ana Trujillo", "office_phone": "+52-5-555-4729", "birthday": "1950-02-03",
            "home_address": "Avda. de la Constitución 2222, México D.F.", "postcode": "05021",
        },
    ),
    "a Chinese telephone's 2.1": (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=C0=EE;=C4=C8;;;\r\n"
        "TEL;CELL:13912345678\r\nTEL;HOME:0571-88123456\r\nX-QQ:123456\r\n"
        "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E4=B8=80=\r\n=E4=BA=8C\r\nEND:VCARD\r\n",
        {"name": "李娜", "mobile": "13912345678", "home_phone": "0571-88123456", "qq": "123456", "remarks": "一二"},
    ),
    "numbers that say nothing": (
        "BEGIN:VCARD\nFN:A\nTEL:13812345678\nTEL:021-5012\nEND:VCARD\n",
        {"name": "A", "mobile": "13812345678", "office_phone": "021-5012"},
    ),
}  # fmt: skip


def read(folder: Path, text: str, codec: str = "utf-8") -> list[dict[str, str]]:
    path = folder / "a"
    path.write_bytes(text.encode(codec))
    table = open_table(path, filename="a.vcf")
    return [{h: c for h, c in zip(table.headers, cells, strict=True) if c} for _, cells in table.rows()]


@pytest.mark.parametrize(("text", "expected"), CARDS.values(), ids=CARDS.keys())
def test_a_card_is_read(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert read(tmp_path, text) == [expected]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-8"])
def test_cards_of_any_encoding_are_recognised(tmp_path: Path, codec: str) -> None:
    both = CARDS["an iPhone's 3.0"][0] + CARDS["numbers that say nothing"][0]
    assert [card["name"] for card in read(tmp_path, both, codec)] == ["王伟", "A"]


def test_a_card_without_end_is_told_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="row 4 has no end"):
        read(tmp_path, "BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\n")


def test_what_is_no_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="not what its name says"):
        read(tmp_path, "name,city\nA,B\n")


def test_lines_are_folded_between_characters_and_come_back(tmp_path: Path) -> None:
    text = "汉字，" * 60 + "\\ ; , end"
    written = write(
        [[("FN", "A"), ("NOTE", text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,"))]], "4.0"
    )
    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75
    assert read(tmp_path, written) == [{"name": "A", "remarks": text}]
    assert "".join(piece.removeprefix(" ") for piece in fold("x" * 200)) == "x" * 200


def test_a_photograph_of_ten_megabytes_is_left_out(tmp_path: Path) -> None:
    photograph = "PHOTO;ENCODING=b:" + "A" * 10_000_000
    assert read(tmp_path, f"BEGIN:VCARD\nFN:A\n{photograph}\nTITLE:B\nEND:VCARD\n") == [{"name": "A", "position": "B"}]
