"""Which encoding a file is in: the right one, or a refusal; never another."""

from __future__ import annotations

import io

import pytest

from app.core.exchange.decoding import UndecodableFile, decode
from app.core.exchange.encodings import ENCODINGS, SAMPLE, UnknownEncoding, detect, detect_stream, named
from tests.core.exchange import companies

FOUND = [
    # name, text, written as, found
    ("a list from Excel on a Chinese Windows", companies.SIMPLIFIED, "gbk", "gb18030"),
    ("ten names and telephone numbers", companies.NAMES_SIMPLIFIED, "gb18030", "gb18030"),
    ("four-byte characters", companies.RARE_SIMPLIFIED, "gb18030", "gb18030"),
    ("a traditional list saved on a Chinese Windows", companies.TRADITIONAL, "gb18030", "gb18030"),
    ("traditional names saved on a Chinese Windows", companies.NAMES_TRADITIONAL, "gb18030", "gb18030"),
    ("a list from Excel in Taiwan", companies.TRADITIONAL, "cp950", "big5"),
    ("ten traditional names", companies.NAMES_TRADITIONAL, "big5", "big5"),
    ("characters of Hong Kong", companies.HONG_KONG, "big5hkscs", "big5"),
    ("UTF-8", companies.RARE_SIMPLIFIED, "utf-8", "utf-8"),
    ("UTF-8 with a mark", companies.HONG_KONG, "utf-8-sig", "utf-8"),
    ("plain ASCII", "name,phone\r\nAcme,1\r\n", "ascii", "utf-8"),
    ("nothing", "", "ascii", "utf-8"),
    ("accents in UTF-8", "name,city\r\nAna Trujillo,México D.F.\r\n", "utf-8", "utf-8"),
    ("Unicode text of Excel", companies.SIMPLIFIED, "utf-16", "utf-16"),
    ("UTF-16 LE without a mark", companies.TRADITIONAL, "utf-16-le", "utf-16"),
    ("UTF-16 BE without a mark", companies.RARE_SIMPLIFIED, "utf-16-be", "utf-16"),
    ("accents in UTF-16 without a mark", "name,city\r\nAna,México D.F.\r\n", "utf-16-le", "utf-16"),
    ("UTF-32", companies.SIMPLIFIED, "utf-32", "utf-16"),
]


@pytest.mark.parametrize(("text", "codec", "name"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND])
def test_the_encoding_is_found_and_the_text_comes_back(text: str, codec: str, name: str) -> None:
    data = text.encode(codec)
    encoding = detect(data)
    assert encoding.name == name
    assert "".join(decode(data, encoding)) == text


@pytest.mark.parametrize("lines", [1, 3, 5])
def test_a_few_companies_are_enough_to_tell_gb18030_from_big5(lines: int) -> None:
    for text, codec, name in ((companies.SIMPLIFIED, "gb18030", "gb18030"), (companies.TRADITIONAL, "cp950", "big5")):
        rows = text.splitlines(keepends=True)[1:]
        for start in range(len(rows) - lines + 1):
            assert detect("".join(rows[start : start + lines]).encode(codec)).name == name


REFUSED = [
    ("accents of Windows-1252", "name,city\r\nAna Trujillo,México D.F.\r\nBerglund,Luleå\r\n".encode("cp1252"), 2),
    ("German in Latin-1", "Firma,Ort\r\nKönigliche Mühle,München\r\nBäcker,Köln\r\n".encode("latin-1"), 2),
    ("Japanese in Shift-JIS", "会社名\r\n株式会社トヨタ自動車\r\n日立製作所ソフトウェア\r\n".encode("shift_jis"), 1),
    (
        "Korean",
        "회사,주소\r\n삼성전자주식회사,경기도수원시영통구\r\n현대자동차,서울특별시서초구헌릉로\r\n".encode("cp949"),
        1,
    ),
    ("Russian", "Имя\r\nОбщество с ограниченной ответственностью\r\nМосква, Тверская улица\r\n".encode("cp1251"), 1),
    ("one syllable that both explain", b"no,x\r\n1," + "哈".encode("gb18030"), 2),
]


@pytest.mark.parametrize(("data", "row"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_no_encoding_explains_is_refused_with_its_row(data: bytes, row: int) -> None:
    with pytest.raises(UnknownEncoding) as refused:
        detect(data)
    assert refused.value.params == {"row": row}


@pytest.mark.parametrize(("codec", "name"), [("utf-8", "utf-8"), ("gb18030", "gb18030"), ("cp950", "big5")])
def test_one_broken_byte_does_not_make_it_another_encoding(codec: str, name: str) -> None:
    text = companies.TRADITIONAL if codec == "cp950" else companies.SIMPLIFIED
    data = text.encode(codec)
    for place in range(0, len(data), 7):
        assert detect(data[:place] + b"\xff" + data[place:]).name == name


def test_chinese_after_a_long_ascii_beginning_is_seen() -> None:
    data = b"code,name\r\n" + b"A1,plain\r\n" * 60_000 + companies.SIMPLIFIED.encode("gb18030")
    assert len(data) > 8 * SAMPLE
    assert detect_stream(io.BytesIO(data)).name == "gb18030"


def test_a_nul_in_plain_text_does_not_make_it_utf16() -> None:
    assert detect(b"name,city\r\nAc\0me,Paris\r\n" * 20).name == "utf-8"


def test_characters_lost_before_are_pointed_out() -> None:
    assert "�" in str(detect("name\r\nAna,M�xico\r\n".encode()).doubt)
    assert detect("name\r\nAna,México\r\n".encode()).doubt is None


def test_every_choice_has_a_label_and_can_be_decoded() -> None:
    for name, label in ENCODINGS:
        encoding = named(name)
        assert (encoding.label, "".join(decode("a,1\n".encode(encoding.codec), encoding))) == (label, "a,1\n")


def test_a_chosen_utf16_takes_the_byte_order_of_the_file() -> None:
    for codec in ("utf-16", "utf-16-be", "utf-16-le", "utf-32"):
        data = companies.SIMPLIFIED.encode(codec)
        assert "".join(decode(data, named("utf-16", data))) == companies.SIMPLIFIED


def test_windows_1252_is_read_when_a_person_chooses_it() -> None:
    assert "".join(decode("México D.F. – €".encode("cp1252"), named("windows-1252"))) == "México D.F. – €"


@pytest.mark.parametrize("codec", ["gb18030", "cp950"])
def test_a_short_list_with_one_broken_cell_is_refused_at_that_cell(codec: str) -> None:
    good = ["客戶名稱,城市", "華東精密機械有限公司,上海市", "南方包裝材料公司,深圳市", "遠東貿易有限公司,台北市"]
    lines = [line.encode(codec) for line in good]
    lines.insert(2, "北方電子".encode(codec) + b"\xff\xff\xff\xff\xff\xff" + ",天津市".encode(codec))
    data = b"\r\n".join(lines)
    with pytest.raises(UndecodableFile) as refusal:
        list(decode(data, detect(data)))
    assert (refusal.value.row, refusal.value.params["column"]) == (3, 5)
