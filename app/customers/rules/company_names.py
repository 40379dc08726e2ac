"""A company's name without legal form, place and spelling: 深圳市青鲸机械有限公司 → 青鲸机械."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.folding import fold
from app.customers.rules.place_names import COUNTRY, WARD, Place, PlaceNames

LONGEST = 200  # characters of a name that count
SHORTEST = 2  # characters of a core: where less would be left, more is kept
SHORTEST_BARE = 3  # the same after a place without its kind, which may be a part of the brand (上海大众)

HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003fffd]")
_BRACKETED = re.compile(r"[(\[【《〈「『<]([^()\[\]【】《》〈〉「」『』<>]*)[)\]】》〉」』>]")
_NO_WORD = re.compile(r"[\W_]+")
_FORMS = (
    "有限责任公司", "股份有限公司", "股份责任公司", "有限公司", "股份公司", "责任公司", "集团公司", "总公司", "公司",
    "有限责任", "股份有限", "有限", "股份", "集团", "总厂", "厂", "个体工商户", "个体户", "个人独资企业",
    "有限合伙", "普通合伙", "特殊普通合伙", "合伙企业", "工作室", "株式会社", "责任",
)  # fmt: skip
_MISTYPED_FORM = re.compile(
    "(?:.限责任公司|有.责任公司|有限.任公司|有限责.公司|限责任公司|有责任公司|有限任公司|有限责公司|限有责任公司|有责限任公司|有限任责公司"
    "|.限公司|有.公司|有限.司|有限公.|限公司|有限司|有限公|限有公司|有公限司|有限司公)$"
)
_LONG_FORMS = ("有限公司", "有限责任公司")
_SHARE_FORM = re.compile("(?:.份|股.)$")
_FORMS_LONGEST_FIRST = sorted(_FORMS, key=len, reverse=True)
_LATIN_FORM_WORDS = """
co company ltd limited inc incorporated llc llp lp corp corporation gmbh mbh ag kg kgaa ohg ug se sa sarl sas sasu spa
srl bv nv plc pty pte oy oyj ab as aps kk sdn bhd group liability jsc ooo zao sl slu lda ltda
"""
_LATIN_FORMS = frozenset(_LATIN_FORM_WORDS.split())
_LATIN_FILLERS = frozenset(("the", "and", "of"))
_BRANCH = re.compile(
    r"(?:分公司|支公司|分厂|分行|支行|分店|门店|营业部|营业厅|营业所|办事处|代表处|分部|分院|分校|储蓄所|服务部|加油站)$"
)
_HEAD = re.compile(r"^(.{2,}(?:公司|集团|银行|厂|合作社|联社))(.+)$")


@dataclass(frozen=True, slots=True)
class CoreName:
    """`core` is folded and without signs; `place` is the stem of where the name says it is, empty for nowhere.

    `branch` is what tells a branch from its siblings (上海分公司): only equal branches are compared.
    """

    core: str
    place: str = ""
    branch: str = ""
    written: str = ""

    @property
    def chinese(self) -> bool:
        return HAN.search(self.core) is not None


@dataclass
class _Parts:
    """What is being taken apart."""

    text: str
    place: Place | None = None

    def settle(self, found: Place) -> None:
        """Remember the smallest place; districts of a city that is known do not count."""
        if self.place is None or self.place.rank < found.rank < WARD:
            self.place = found


def core_name(name: str, places: PlaceNames) -> CoreName:
    """The core of a company's `name`. It is never empty unless the name has neither letter nor digit."""
    folded = fold(name[:LONGEST])
    core = _chinese(folded, places) if HAN.search(folded) else _latin(folded, places)
    return CoreName(core.core, core.place, core.branch, _bare(folded))


def is_legal_form(text: str) -> bool:
    """Whether `text` is no name at all: the Ltd. of a list that was split at its commas."""
    words = [word for word in _NO_WORD.split(fold(text).replace(".", "")) if word]
    return all(word in _LATIN_FORMS or word in _FORMS for word in words)


def _bare(text: str) -> str:
    return _NO_WORD.sub("", text)


def _chinese(folded: str, places: PlaceNames) -> CoreName:
    parts = _Parts(folded)
    if _BRANCH.search(_bare(folded)):
        return _branch(_bare(folded), places)
    _open_brackets(parts, places)
    whole = parts.text = _bare(parts.text)
    parts.text = _without_forms(parts.text)
    formless = parts.text
    _strip_leading_places(parts, places)
    _strip_trailing_place(parts, places)
    parts.text = _without_group(parts.text)
    if len(parts.text) < SHORTEST:
        return CoreName(formless if len(formless) >= SHORTEST else whole)
    return CoreName(parts.text, parts.place.stem if parts.place else "")


def _branch(whole: str, places: PlaceNames) -> CoreName:
    """A branch bears the name of its head office; without one it is compared as a whole."""
    divided = _HEAD.match(whole)
    if divided is None:
        return CoreName(whole, "", whole[-3:])
    head = _chinese(divided[1], places)
    return CoreName(head.core, head.place, divided[2])


def _open_brackets(parts: _Parts, places: PlaceNames) -> None:
    """A place or a legal form in brackets goes, anything else loses the brackets only."""

    def opened(match: re.Match[str]) -> str:
        inside = match[1].strip()
        found = places.named(inside) or places.named(_bare(inside))
        if found is not None:
            parts.settle(found)
            return " "
        return " " if _bare(inside) in _FORMS else f" {inside} "

    parts.text = _BRACKETED.sub(opened, parts.text)


def _without_forms(text: str) -> str:
    """Each form from the end, also one with a character wrong or missing, as long as two characters stay."""
    mistyped = _MISTYPED_FORM.search(text)
    if mistyped and not text.endswith(_LONG_FORMS) and mistyped.start() >= SHORTEST:
        text = text[: mistyped.start()]
    while True:
        form = next((f for f in _FORMS_LONGEST_FIRST if text.endswith(f) and len(text) - len(f) >= SHORTEST), None)
        if form is None:
            return text
        text = text.removesuffix(form)
        if form == "有限公司" and _SHARE_FORM.search(text) and len(text) > SHORTEST + 2:
            text = text[:-2]


def _without_group(text: str) -> str:
    """阿里巴巴集团控股 is 阿里巴巴控股."""
    return text[:2] + text[2:].replace("集团", "") if len(text) > 4 else text


def _strip_leading_places(parts: _Parts, places: PlaceNames) -> None:
    above: Place | None = None
    while True:
        found, length = _leading(parts.text, places, above)
        if found is None:
            return
        parts.settle(found)
        parts.text, above = parts.text[length:], found


def _leading(text: str, places: PlaceNames, above: Place | None) -> tuple[Place | None, int]:
    """The longest place at the beginning. After another one a bare name counts only where it lies below that one."""
    for length in range(min(12, len(text) - SHORTEST), 1, -1):
        word = text[:length]
        if word in places.full:
            return places.full[word], length
        found = places.bare.get(word)
        if found and len(text) - length >= SHORTEST_BARE and (above is None or found.above == above.stem):
            return found, length
    return None, 0


def _strip_trailing_place(parts: _Parts, places: PlaceNames) -> None:
    """青鲸机械深圳 (有限公司) says where it is as 青鲸机械（深圳） does."""
    for length in range(min(8, len(parts.text) - SHORTEST), 1, -1):
        found = places.full.get(parts.text[-length:]) or places.bare.get(parts.text[-length:])
        least = SHORTEST if found and found.rank == COUNTRY else 4
        if found is not None and parts.place is None and len(parts.text) - length >= least:
            parts.settle(found)
            parts.text = parts.text[:-length]
            return


def _latin(folded: str, places: PlaceNames) -> CoreName:
    parts = _Parts(folded.replace(".", "").replace("'", "").replace("’", ""))
    _open_brackets(parts, places)
    words = [word for word in _NO_WORD.split(parts.text) if word and word not in _LATIN_FILLERS]
    whole = "".join(words)
    while len(words) > 1 and words[-1] in _LATIN_FORMS:
        words.pop()
    words = _without_latin_places(words, parts, places)
    core = "".join(words)
    return CoreName(core, parts.place.stem if parts.place else "") if len(core) >= SHORTEST else CoreName(whole)


def _without_latin_places(words: list[str], parts: _Parts, places: PlaceNames) -> list[str]:
    for length in (3, 2, 1):
        if len(words) > length and (found := places.english.get(" ".join(words[:length]))):
            parts.settle(found)
            words = words[length:]
            break
    for length in (3, 2, 1):
        if len(words) > length and (found := places.english.get(" ".join(words[-length:]))):
            parts.settle(found)
            return words[:-length]
    return words
