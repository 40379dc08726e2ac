"""Scorecard row 12: a file of any encoding comes in without one wrong character, or is refused with a row number."""

from __future__ import annotations

from pathlib import Path

import pytest
from opencc import OpenCC
from sqlalchemy import select

from app.core.errors import RuleError
from app.core.exchange.reading import open_table
from app.customers.models.customer import Customer
from tests.core.exchange import companies
from tests.factories.system import UserFactory
from tests.support.import_wizard import Wizard

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030", "cp950", "big5hkscs")
ACCENTS = (
    "name,city\r\nAround the Horn,London\r\nAna Trujillo,México D.F.\r\n"
    "Berglunds snabbköp,Luleå\r\nKöniglich Essen,Brandenburg\r\n"
)
TEXTS = {
    "a mainland list": companies.SIMPLIFIED,
    "a mainland list with rare characters": companies.RARE_SIMPLIFIED,
    "a Taiwanese list": companies.TRADITIONAL,
    "a Hong Kong list": companies.HONG_KONG,
    "mainland names": companies.NAMES_SIMPLIFIED,
    "western accents": ACCENTS,
}


def in_encoding(text: str, codec: str) -> tuple[str, bytes]:
    """The lines of `text`, in the script of its office, that `codec` can write; and the file."""
    if codec in ("cp950", "big5hkscs") and not text.isascii():
        text = OpenCC("s2t").convert(text)
    lines = [line for line in text.splitlines(keepends=True) if _writable(line, codec)]
    assert len(lines) > 1
    kept = "".join(lines)
    return kept, kept.encode(codec)


def _writable(line: str, codec: str) -> bool:
    try:
        return line.encode(codec).decode(codec).lstrip("\ufeff") == line
    except UnicodeError:
        return False


def cells(folder: Path, content: bytes, encoding: str | None = None) -> list[list[str]]:
    path = folder / "upload"
    path.write_bytes(content)
    table = open_table(path, filename="a.csv", encoding=encoding)
    return [table.headers, *(row for _, row in table.rows())]


def read(folder: Path, content: bytes) -> tuple[list[list[str]], RuleError | None]:
    """What is recognised in a file, or why nothing is."""
    try:
        return cells(folder, content), None
    except RuleError as refusal:
        return [], refusal


CHOICE = {"gbk": "gb18030", "gb18030": "gb18030", "cp950": "big5", "big5hkscs": "big5"}


@pytest.mark.parametrize("codec", ENCODINGS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_exact_or_refused_with_a_row(tmp_path: Path, text: str, codec: str) -> None:
    kept, content = in_encoding(text, codec)
    expected = [line.split(",") for line in kept.split("\r\n") if line]
    found, refusal = read(tmp_path, content)
    if refusal is None:
        assert found == expected
    else:
        assert refusal.params["row"] >= 1
        assert cells(tmp_path, content, CHOICE.get(codec, "utf-8")) == expected, "the right choice reads it"


def damaged(content: bytes, codec: str, place: int) -> bytes:
    """The file with bytes that are no character of its encoding at about `place`."""
    if codec == "utf-16-be":
        return content[: place // 2 * 2] + b"\xdc\x00" + content[place // 2 * 2 :]
    if codec.startswith("utf-16"):
        return content[: place // 2 * 2] + b"\x00\xdc" + content[place // 2 * 2 :]
    return content[:place] + b"\xff" + content[place:]


@pytest.mark.parametrize("codec", ENCODINGS)
@pytest.mark.parametrize("text", list(TEXTS.values())[:4], ids=list(TEXTS)[:4])
def test_a_damaged_file_is_refused_with_its_row(tmp_path: Path, text: str, codec: str) -> None:
    _, content = in_encoding(text, codec)
    for place in range(len(content) // 7, len(content) - 4, len(content) // 7):
        broken = damaged(content, codec, place)
        with pytest.raises(RuleError) as refused:
            cells(tmp_path, broken)
        assert refused.value.params["row"] >= 1, str(refused.value)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "cp950", "utf-16-le"])
def test_a_file_cut_off_inside_a_character_is_refused(tmp_path: Path, codec: str) -> None:
    text = companies.TRADITIONAL if codec == "cp950" else companies.SIMPLIFIED
    content = (text + "尾").encode(codec)
    with pytest.raises(RuleError) as refused:
        cells(tmp_path, content[:-1])
    assert refused.value.params["row"] == 12


@pytest.mark.parametrize("codec", ENCODINGS)
def test_through_every_step_the_names_stay_exact(app, session, login, codec: str) -> None:
    text = companies.TRADITIONAL if codec in ("cp950", "big5hkscs") else companies.SIMPLIFIED
    wizard = Wizard(app, login(UserFactory(role_names=["Marketing"])), session)
    assert wizard.run(text.encode(codec))["refused"] == 0, wizard.problems
    names = [line.split(",")[0] for line in text.split("\r\n")[1:] if line]
    assert list(session.scalars(select(Customer.name).order_by(Customer.id))) == names
