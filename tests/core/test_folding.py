from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.folding import KEY_LIMIT, QUERY_LIMIT, TERM_LIMIT, TEXT_LIMIT, fold, query_tokens, search_key
from tests.support.limited import ends_in_time

HUAWEI = "深圳市华为技术有限公司"


def answers(key: str, query: str) -> bool:
    """What both databases compute, in Python."""
    terms = query_tokens(query)
    return bool(terms) and all(any(f" {way}" in key for way in ways) for ways in terms)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("HuaWei", "huawei", id="case"),
        pytest.param("ＡＢＣ　１２３", "abc 123", id="full width"),
        pytest.param("華為技術", "华为技术", id="Traditional"),
        pytest.param("乾隆", "干隆", id="character by character, whatever stands beside it"),
        pytest.param("Café Ångström", "cafe angstrom", id="accents"),
        pytest.param("Cafe\u0301", "cafe", id="accents as characters of their own"),
        pytest.param("Łódź Ærø Straße ıİ", "lodz aero strasse ii", id="letters that are not letter plus accent"),
        pytest.param("がギ 한국", "がギ 한국", id="kana marks and hangul stay"),
        pytest.param(" a \t\n b ", "a b", id="white space"),
        pytest.param("a\x00b\ud800c", "abc", id="what no database stores"),
        pytest.param("a\x00B", "ab", id="the same in plain ASCII"),
        pytest.param("𠮷野家", "𠮷野家", id="Han of four bytes"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.characters(codec=None)))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("texts", "key"),
    [
        pytest.param(["华为"], " 华为 为 huawei wei | hw |", id="Chinese"),
        pytest.param(["王"], " 王 wang |", id="one character"),
        pytest.param(
            ["华为(中国)"],
            " 华为 为中 中国 国 huawei weizhong zhongguo guo | hwzg wzg zg |",
            id="signs between are skipped",
        ),
        pytest.param(["𠮷野家"], " 𠮷野 野家 家 yejia jia | yj |", id="a character nobody can read"),
        pytest.param(["トヨタ"], " トヨ ヨタ タ", id="kana"),
        pytest.param(["So-12 Plus"], " so12plus 12plus plus", id="words joined to what follows"),
        pytest.param(["0012345"], " 0012345 2345 12345 012345", id="the ends of a number"),
        pytest.param(["A-007"], " a007 007 7", id="zeros in front are optional"),
        pytest.param(["华为", None, "", "华为"], " 华为 为 huawei wei | hw |", id="empty and repeated texts"),
        pytest.param(["?!", "🐼"], "", id="nothing that can be searched"),
        pytest.param([], "", id="no text"),
    ],
)
def test_search_key(texts: list[str | None], key: str) -> None:
    assert search_key(*texts) == key


FOUND = [
    *[(HUAWEI, query) for query in ("华为", "为", "司", "華為", "深圳市华为", "华为 深圳", "华-为", HUAWEI)],
    *[
        (HUAWEI, query)
        for query in ("huawei", "HUAWEI", "huaw", "h", "hw", "hwjs", "hwjsyxgs", "shenzhen", "shenzhens")
    ],
    *[(HUAWEI, query) for query in ("shenzhenshihuaweijishuyouxiangongsi", "szshwjsyxgs", "hua wei", "shenzhen hw")],
    *[
        ("重庆长安汽车", query)
        for query in ("chongqing", "zhongqing", "cq", "zq", "changan", "cqca", "chongqingchangan")
    ],
    *[("西安交通大学", query) for query in ("xian", "xi'an", "xianjiaotong", "xajt")],
    *[("华为(中国)有限公司", query) for query in ("华为中国", "华为（中国）", "huaweizhongguo", "为中")],
    *[("乾隆皇帝", query) for query in ("乾隆", "乾", "干隆", "隆")],
    *[("Café René", query) for query in ("cafe", "CAFÉ", "café rene", "rene", "caferene")],
    *[("华为Tech138号", query) for query in ("华为 138", "华为tech", "tech138", "138号", "华为138")],
    *[("Zhang San", query) for query in ("zhangsan", "san zhang", "zhang-san", "san")],
    *[("zhang.san@example.com", query) for query in ("zhang", "example", "zhang.san@ex", "zhangsan", "example.com")],
    *[("O'Neil & Sons", query) for query in ("oneil", "o'neil", "neil", "O’Neil")],
    *[("SO2026-000123", query) for query in ("SO2026-000123", "so2026000123", "000123", "123", "2026-000123", "0123")],
    *[("91440300708461136T", query) for query in ("91440300708461136T", "9144", "1136", "1136t")],
    *[("𠮷野家", query) for query in ("𠮷", "𠮷野", "野家", "yejia")],
    *[("トヨタ自動車", query) for query in ("トヨ", "ヨタ自", "自动车", "zidongche", "ﾄﾖﾀ")],
    *[("삼성전자", query) for query in ("삼성", "전자", "성")],
    *[("हिन्दी", query) for query in ("हिन्दी", "हिन्")],
]


@pytest.mark.parametrize(("name", "query"), FOUND)
def test_found(name: str, query: str) -> None:
    assert answers(search_key(name), query)


MOBILES = ["13812345678", "138-1234-5678", "138 1234 5678", "+86 138-1234-5678", "8613812345678", "(+86)13812345678"]
MOBILES_ASKED = [
    *("13812345678", "138-1234-5678", "138 1234 5678", "8613812345678", "86 13812345678", "008613812345678"),
    *("+86 138 1234 5678", "＋86 138 1234 5678", "+8613812345678", "5678", "45678", "12345678", "138", "138 5678"),
]


@pytest.mark.parametrize("stored", MOBILES)
@pytest.mark.parametrize("query", MOBILES_ASKED)
def test_a_telephone_number_is_found_however_it_is_written(stored: str, query: str) -> None:
    assert answers(search_key(stored), query)


@pytest.mark.parametrize("stored", ["010-12345678", "+86 10 12345678", "(010)1234 5678"])
@pytest.mark.parametrize("query", ["010-12345678", "01012345678", "+86 10 12345678", "12345678", "5678"])
def test_a_landline_is_found_with_and_without_its_trunk_prefix(stored: str, query: str) -> None:
    assert answers(search_key(stored), query)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        pytest.param(HUAWEI, "华技", id="characters that are not neighbours"),
        pytest.param(HUAWEI, "为华", id="the wrong order"),
        pytest.param(HUAWEI, "huajishu", id="syllables that are not neighbours"),
        pytest.param(HUAWEI, "uawei", id="the middle of a syllable"),
        pytest.param(HUAWEI, "hj", id="initials that are not neighbours"),
        pytest.param(HUAWEI, "华为 138", id="one of two terms"),
        pytest.param("是好", "shihaosh", id="syllables running on into initials"),
        pytest.param("13812345678", "678", id="three last digits"),
        pytest.param("13812345678", "13912345678", id="another number"),
        pytest.param("Microsoft", "soft", id="the middle of a word"),
        pytest.param(HUAWEI, "|", id="a sign the key uses itself"),
        pytest.param(HUAWEI, "%", id="a sign of LIKE"),
        pytest.param(HUAWEI, "?!", id="signs alone"),
    ],
)
def test_not_found(name: str, query: str) -> None:
    assert not answers(search_key(name), query)


def test_texts_do_not_run_together() -> None:
    key = search_key("华为", "技术")
    assert answers(key, "华为 技术")
    assert not answers(key, "华为技术")
    assert not answers(key, "huaweijishu")


@given(st.text(st.characters(codec=None), max_size=50))
def test_a_key_is_tokens_each_after_one_space(text: str) -> None:
    key = search_key(text)
    key.encode()
    assert key == "".join(f" {token}" for token in key.split())
    assert all(token == "|" or token[0].isalnum() or token == fold(token) for token in key.split())


@given(st.text(st.characters(codec=None)))
def test_a_query_holds_no_sign_of_a_query_language(query: str) -> None:
    assert not set("%_\\\"'*()^:|\x00") & set("".join(way for ways in query_tokens(query) for way in ways))


@given(st.data(), st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=30))
def test_every_part_of_a_chinese_name_finds_it(data: st.DataObject, name: str) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert answers(search_key(name), name[start:end])


def test_keys_and_queries_are_bounded() -> None:
    texts = ["".join(map(chr, range(start, start + 1000))) for start in range(0x4E00, 0x9000, 1000)]
    key = search_key(*texts)
    assert KEY_LIMIT - 10 < len(key) <= KEY_LIMIT
    assert set(key.split()) <= {token for text in texts for token in search_key(text).split()}
    assert not answers(search_key("长" * TEXT_LIMIT + "城"), "城")
    assert len(query_tokens(" ".join(map(str, range(100))))) == TERM_LIMIT
    (ways,) = query_tokens("华" * 1000)
    assert len(ways[0].split()) == QUERY_LIMIT - 1


@pytest.mark.parametrize("marks", ["\u0316\u0301", "\u05b0\u05c1", "\u0f73\u0f71", "\uff9e\u0316"], ids=ascii)
def test_marks_without_end_are_cut(marks: str) -> None:
    folded = fold("א" + marks * 500)
    assert len(folded) <= 1 + 30
    assert fold(folded) == folded


def test_folding_takes_no_more_than_the_length() -> None:
    """Marks are sorted, and the sorting takes the square of a row of them."""
    ends_in_time("""
        from app.core.folding import fold
        for marks in ("\\u0316\\u0301", "\\u05b0\\u05c1", "\\u0f73\\u0f71", "\\uff9e\\u0316"):
            assert len(fold("e" + marks * 100_000)) < 40
    """)
