"""Are these two the same customer? A score from 0 to 100, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from app.core.pinyin import syllables_of
from app.core.text import N_
from app.customers.rules.company_names import CoreName
from app.customers.rules.identities import Identity, is_role_mailbox, length_of_long

LIKELY = 60  # the score from which people are told
SHORT_CORE = 2  # characters of a core that says little without a place
BRAND = 2  # Chinese characters at the beginning of a core that tell companies of one trade apart
# Characters that tell sisters apart: 第一机床厂 and 第二机床厂 are two, 东方 and 南方 as well.
DISTINCTIVE = frozenset(
    "0123456789〇零一二三四五六七八九十百千万两甲乙丙丁戊己庚辛东西南北中上下左右前后新老大小内外总分"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that both share; `message` names no value of either, so that it may be told to anybody."""

    message: str
    score: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely it is that both are one; no reasons mean that nothing speaks for it."""

    score: int = 0
    reasons: tuple[Reason, ...] = ()

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY


SAME_CODE = Reason(N_("Same unified social credit code"), 100)
SAME_NAME = Reason(N_("Same name"), 95)
SAME_CORE = Reason(N_("Same name but for spelling and legal form"), 92)
SAME_CORE_ANYWHERE = Reason(N_("Same name; only one of them says where"), 78)
SAME_OTHER_NAME = Reason(N_("A name of one is another name of the other"), 85)
SAME_ALIAS = Reason(N_("Same other name"), 50)
SAME_SHORT_NAME = Reason(N_("Same short name"), 62)
TYPO = Reason(N_("Names differ by one character"), 80)
SHORTER = Reason(N_("Same place, and one name lacks a character of the other"), 65)
HOMOPHONE = Reason(N_("Names sound the same and differ by one character"), 80)
SAME_PHONE = Reason(N_("Same telephone number"), 80)
SAME_EMAIL = Reason(N_("Same e-mail address"), 85)
SAME_SHARED_EMAIL = Reason(N_("Same shared mailbox"), 65)
SAME_DOMAIN = Reason(N_("E-mail addresses of the same company"), 40)


def compare(mine: Identity, theirs: Identity) -> Verdict:
    """Whether two identities are one. Two different credit codes are two companies, whatever else they share.

    Independent reasons add up as chances do: 100 − Π(100 − score).
    """
    if mine.credit_code and theirs.credit_code:
        same = mine.credit_code == theirs.credit_code
        return Verdict(SAME_CODE.score, (SAME_CODE,)) if same else Verdict()
    reasons = tuple(_reasons(mine, theirs))
    doubt = 1.0
    for reason in reasons:
        doubt *= 1 - reason.score / 100
    return Verdict(round(100 * (1 - doubt)), reasons)


def _reasons(mine: Identity, theirs: Identity) -> Iterator[Reason]:
    named = None if mine.person or theirs.person else _best_name(mine, theirs)
    if named is not None:
        yield named
    if mine.phones & theirs.phones:
        yield SAME_PHONE
    shared = mine.emails & theirs.emails
    if shared:
        yield SAME_SHARED_EMAIL if all(map(is_role_mailbox, shared)) else SAME_EMAIL
    elif mine.domains & theirs.domains:
        yield SAME_DOMAIN


def _best_name(mine: Identity, theirs: Identity) -> Reason | None:
    """The strongest thing that the names have in common."""
    found: list[Reason | None] = [alike(a, b) for a in mine.names[:1] for b in theirs.names[:1]]
    found += [same(a, b) for a in mine.names for b in theirs.names]
    called = [(a, b) for a in mine.aliases for b in theirs.names] + [(a, b) for a in mine.names for b in theirs.aliases]
    found += [_at_most(SAME_OTHER_NAME, same(a, b)) for a, b in called]
    found += [_at_most(SAME_ALIAS, same(a, b)) for a in mine.aliases for b in theirs.aliases]
    return max((reason for reason in found if reason), key=lambda reason: reason.score, default=None)


def _at_most(limit: Reason, reason: Reason | None) -> Reason | None:
    return limit if reason is not None and reason.score > limit.score else reason


def same(mine: CoreName, theirs: CoreName) -> Reason | None:
    """Two names with the same core, unless they say that they are in different places."""
    if mine.core != theirs.core or mine.branch != theirs.branch:
        return None
    if mine.place == theirs.place:
        if mine.written == theirs.written:
            return SAME_NAME if len(mine.written) > SHORT_CORE else SAME_SHORT_NAME
        return SAME_CORE if mine.place or len(mine.core) > SHORT_CORE else SAME_SHORT_NAME
    if mine.place and theirs.place:
        return None
    return SAME_CORE_ANYWHERE if len(mine.core) > SHORT_CORE else SAME_SHORT_NAME


def alike(mine: CoreName, theirs: CoreName) -> Reason | None:
    """`same`, or long names with one character wrong, missing or too many, or two exchanged."""
    if mine.core == theirs.core:
        return same(mine, theirs)
    if mine.branch != theirs.branch or (mine.place and theirs.place and mine.place != theirs.place):
        return None
    here = mine.place != "" and mine.place == theirs.place
    enough = length_of_long(mine, same_place=here)
    if (
        max(len(mine.core), len(theirs.core)) < enough
        or mine.chinese != theirs.chinese
        or OSA.distance(mine.core, theirs.core, score_cutoff=1) != 1
    ):
        return None
    return _mistyped(mine.core, theirs.core, chinese=mine.chinese, here=here)


def _mistyped(mine: str, theirs: str, *, chinese: bool, here: bool) -> Reason | None:
    """Whether the one difference is a mistake rather than another company's name; `here`: both name the same place."""
    start = next((at for at, pair in enumerate(zip(mine, theirs, strict=False)) if pair[0] != pair[1]), -1)
    if start < 0:
        start = min(len(mine), len(theirs))
    end = 0
    while end < min(len(mine), len(theirs)) - start and mine[-1 - end] == theirs[-1 - end]:
        end += 1
    ours, other = mine[start : len(mine) - end], theirs[start : len(theirs) - end]
    if len(ours) == len(other) == 2:  # exchanged
        return TYPO
    if DISTINCTIVE & set(ours + other):
        return None
    if not chinese:
        return TYPO
    if ours and other and set(syllables_of(ours)) & set(syllables_of(other)):
        return HOMOPHONE
    if start >= BRAND:
        return TYPO
    doubled = (ours or other) in mine[max(0, start - 1) : start] + theirs[max(0, start - 1) : start]
    if len(ours) == len(other) or not (doubled or here):
        return None
    return TYPO if doubled else SHORTER
