"""By what a customer or a lead can be recognised, and the keys under which those who share something are found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby

from app.core.pinyin import syllables_of
from app.customers.rules.company_names import CoreName, core_name, is_legal_form
from app.customers.rules.phones import CHINA, CHINESE_MOBILE, dialled
from app.customers.rules.place_names import PlaceNames

MOST_ALIASES = 8  # of one record
# Characters from which a core is long enough to be recognised with one of them wrong; HERE: in the same place.
LONG_HAN, LONG_HERE, LONG_LATIN = 6, 4, 12
WEIGHTS = {
    "code": 9, "phone": 6, "email": 6, "name": 6, "core": 4, "less": 2, "sound": 2, "front": 2, "ends": 2, "back": 2,
    "brand": 1,
}  # fmt: skip
_SEPARATORS = re.compile(r"[,，、;；\n|]+")

_FREE_MAIL = """
qq.com foxmail.com 163.com 126.com yeah.net 139.com 189.cn wo.cn sina.com sina.cn sohu.com aliyun.com 21cn.com tom.com
263.net gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.com.cn icloud.com me.com
aol.com gmx.de gmx.net web.de proton.me protonmail.com mail.ru yandex.ru naver.com example.com
"""
_ROLES = """
info sales sale service services support admin office contact mail hr job jobs marketing market hello enquiry inquiry
webmaster postmaster noreply purchase purchasing export import account accounts finance kefu xiaoshou
"""
FREE_MAIL, ROLE_MAILBOXES = frozenset(_FREE_MAIL.split()), frozenset(_ROLES.split())


@dataclass(frozen=True, slots=True)
class Identity:
    """What one record is recognised by, each in the form in which it is compared.

    `names`: its own first, then its English one; `aliases`: whatever else it is called. `phones` are E.164
    (+8613800138000), `emails` in small letters. A `person` is not recognised by the name, for many share it.
    """

    names: tuple[CoreName, ...] = ()
    aliases: tuple[CoreName, ...] = ()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    credit_code: str = ""
    person: bool = False

    @property
    def domains(self) -> frozenset[str]:
        """The domains of its mailboxes, but for those where anybody may have one."""
        return frozenset(email.rpartition("@")[2] for email in self.emails) - FREE_MAIL


def identity(
    names: Sequence[str | None],
    *,
    aliases: Sequence[str | None] = (),
    phones: Sequence[str | None] = (),
    emails: Sequence[str | None] = (),
    credit_code: str | None = None,
    person: bool = False,
    country: str | None = None,
    places: PlaceNames,
) -> Identity:
    """The identity of a record with these values; `aliases` may hold several each, separated by commas."""
    called = [part for text in aliases if text for part in _SEPARATORS.split(text) if not is_legal_form(part)]
    return Identity(
        _cores(names, places),
        _cores(called[:MOST_ALIASES], places),
        frozenset(number for phone in phones if phone and (number := _e164(phone, country))),
        frozenset(email.strip().lower() for email in emails if email and "@" in email),
        credit_code or "",
        person,
    )


def _cores(names: Iterable[str | None], places: PlaceNames) -> tuple[CoreName, ...]:
    found = dict.fromkeys(core_name(name, places) for name in names if name)
    return tuple(name for name in found if name.core)


def is_role_mailbox(email: str) -> bool:
    """Whether an address is an office's and no person's: info@, sales@, …"""
    return re.split(r"[.\d_-]", email.partition("@")[0])[0] in ROLE_MAILBOXES


def _e164(phone: str, country: str | None) -> str | None:
    if country == CHINA and CHINESE_MOBILE.fullmatch(phone):  # as most are; parsing is slow
        return f"+86{phone}"
    return dialled(phone, country)


def stored_keys(found: Identity) -> set[int]:
    """The keys under which a record is found."""
    return {fingerprint(kind, text) for kind, text in (*_name_keys(found, stored=True), *_number_keys(found))}


def sought_keys(found: Identity) -> dict[int, int]:
    """The keys under which to look for what is like it, with their weights: how much it tells to share one."""
    texts = dict.fromkeys((*_number_keys(found), *_name_keys(found, stored=False)))
    return {fingerprint(kind, text): WEIGHTS[kind] for kind, text in texts}


def fingerprint(kind: str, text: str) -> int:
    """64 bits with a sign: what both databases keep as a number. Those who share one are compared in full."""
    return int.from_bytes(blake2b(f"{kind}:{text}".encode(), digest_size=8).digest(), "big", signed=True)


def _number_keys(found: Identity) -> Iterator[tuple[str, str]]:
    if found.credit_code:
        yield "code", found.credit_code
    yield from (("phone", phone) for phone in sorted(found.phones))
    yield from (("email", email) for email in sorted(found.emails))


def _name_keys(found: Identity, *, stored: bool) -> Iterator[tuple[str, str]]:
    """A name with a place is like those of the same place and those of none; one without is like all of them."""
    if found.person:
        return
    for name in (*found.names, *found.aliases):
        whole = f"{name.core}@{name.branch}"
        yield "name", f"{whole}@{name.place}"
        if stored or not name.place:
            yield "core", whole
        else:
            yield "name", f"{whole}@"
    for name in found.names[:1]:
        yield from _blurred_keys(name)


def _blurred_keys(name: CoreName) -> Iterator[tuple[str, str]]:
    """What stays the same when one character of a long core is wrong, missing or too many.

    A core is thought of as a beginning, a middle and an end: a mistake leaves two of them whole. How long the end is
    depends on the mistake, so there are two of each; a mistake at the very beginning, the brand, counts in Latin
    letters only, or where it sounds the same (华为, 华威) or two characters are exchanged. What is doubled counts once.
    In one place the brand alone is telling enough, and so is what is left when one of its characters is missing.
    """
    core, unit = squeezed(name.core), 2 if name.chinese else 4
    if name.chinese and len(core) >= LONG_HERE - 1:
        yield "sound", f"{' '.join(sorted(spoken(core)))}@{name.branch}"
        if name.place:
            yield "brand", f"{core[:unit]}@{name.branch}@{name.place}"
            less = (core, core[1:], core[0] + core[2:])
            yield from (("less", f"{text}@{name.branch}@{name.place}") for text in less)
    if len(core) < length_of_long(name) - 1:
        return
    rest = len(core) - 2 * unit
    yield "front", f"{core[: 2 * unit]}@{name.branch}"
    yield from (("ends", f"{core[:unit]}…{core[-end:]}@{name.branch}") for end in (rest, rest - 1))
    if not name.chinese:
        rest += unit
        yield from (("back", f"{core[-end:]}@{name.branch}") for end in (rest, rest - 1))


def length_of_long(name: CoreName, *, same_place: bool = False) -> int:
    """From how many characters a core is recognisable with one of them wrong; fewer do where the place agrees."""
    if not name.chinese:
        return LONG_LATIN
    return LONG_HERE if same_place else LONG_HAN


def squeezed(text: str) -> str:
    """`text` with each run of the same character as one."""
    return "".join(character for character, _ in groupby(text))


def spoken(text: str) -> list[str]:
    """How it is read: the usual syllable of each Chinese character."""
    return [(syllables_of(character) or (character,))[0] for character in text]
