from __future__ import annotations

import pytest

from app.core.pinyin import MOST_READINGS, MOST_SPELLINGS, MOST_SYLLABLES, is_readable, readings_of, spellings


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        pytest.param("华为", {"hua wei"}, id="one reading each"),
        pytest.param("重庆", {"zhong qing", "chong qing"}, id="a place with two readings"),
        pytest.param("银行", {"yin xing", "yin hang"}, id="a trade with two readings"),
        pytest.param("单雄信", {"dan xiong xin", "shan xiong xin", "chan xiong xin"}, id="the surname Shan"),
        pytest.param("曾国藩", {"zeng guo fan", "ceng guo fan"}, id="the surname Zeng"),
        pytest.param("仇英", {"qiu ying", "chou ying"}, id="the surname Qiu"),
        pytest.param("区伟", {"qu wei", "ou wei"}, id="a surname stands first"),
        pytest.param("城区", {"cheng qu"}, id="and nowhere else"),
        pytest.param("吕布", {"lv bu", "lu bu", "lyu bu"}, id="v, u and the passport's yu for ü"),
        pytest.param("律师", {"lv shi", "lu shi"}, id="v and u for ü"),
        pytest.param("员工", {"yuan gong", "yun gong"}, id="archaic readings left out"),
        pytest.param(
            "长沙行", {"chang sha xing", "chang sha hang", "zhang sha xing", "zhang sha hang"}, id="all pairs"
        ),
    ],
)
def test_readings(name: str, spoken: set[str]) -> None:
    ways = [" ".join(way) for way in readings_of(name)]
    assert set(ways) == spoken
    assert len(ways) == len(spoken)


def test_many_readings_are_bounded_and_begin_with_the_usual_one() -> None:
    ways = readings_of("长行重都" * 2)
    assert len(ways) == MOST_READINGS
    assert ways[0] == ["chang", "xing", "zhong", "du"] * 2
    assert len(readings_of("长行" * 50)) == MOST_SYLLABLES // 100
    assert len(readings_of("长" * 1000)) == 1


@pytest.mark.parametrize("character", ["𠮷", "ノ", "a", "1", "한"])
def test_some_characters_have_no_reading(character: str) -> None:
    assert not is_readable(character)


@pytest.mark.parametrize(
    ("word", "divided"),
    [
        pytest.param("huawei", ["hua wei", "hu a wei"], id="the longest syllable first"),
        pytest.param("huaw", ["hua w", "hu a w"], id="an unfinished last syllable"),
        pytest.param("hua", ["hu a"], id="an undivided word is not among them"),
        pytest.param("microsoft", [], id="an English word"),
        pytest.param("hw", [], id="initials"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_spellings(word: str, divided: list[str]) -> None:
    assert [" ".join(parts) for parts in spellings(word)] == divided


def test_spellings_are_bounded() -> None:
    assert len(spellings("xian" * 25)) == MOST_SPELLINGS
