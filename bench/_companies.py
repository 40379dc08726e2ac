"""Companies as they are typed, and the same ones typed by somebody else. The same for the same seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from opencc import OpenCC
from pypinyin import lazy_pinyin

from app.demo.companies import chinese_company
from app.system.regions import RegionLevel, load_regions

FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "公司", "")
LATIN_FORMS = ("Ltd", "Limited", "Co Ltd", "Inc.", "Company Limited")
# The 3,755 common characters (GB 2312, level 1), which one types by their sound.
COMMON = "".join(
    bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
)


@dataclass(frozen=True)
class Company:
    """What a record is recognised by."""

    name: str
    place: str
    english: str | None = None
    aliases: str | None = None
    phone: str | None = None
    email: str | None = None


def companies(count: int, seed: int) -> Iterator[Company]:
    """`count` companies in all cities of China, large cities more often."""
    rng = Random(seed)
    cities = [r for r in load_regions() if r.level is RegionLevel.CITY and len(r.code) == 6 and r.name.endswith("市")]
    weights = [1 / (rank + 10) for rank in range(len(cities))]
    rng.shuffle(cities)
    for number in range(count):
        city = rng.choices(cities, weights)[0]
        made = chinese_company(rng, city.name, city.english)
        phone = f"+86139{number:08}"
        mail = f"{rng.choice(('li', 'wang', 'zhang', 'info'))}@{made.slug}{number}.cn"
        yield Company(made.name, city.name, made.english, made.short, phone, mail)


# Each alteration gets a company and returns what somebody else typed: nothing but what it says is kept.


def _form(company: Company, rng: Random) -> Company:
    bare = next(company.name.removesuffix(form) for form in FORMS if form and company.name.endswith(form))
    other = rng.choice([form for form in FORMS if bare + form != company.name])
    return Company(bare + other, company.place)


_TRADITIONAL = OpenCC("s2t").convert


def _traditional(company: Company, rng: Random) -> Company:
    return Company(_TRADITIONAL(company.name), company.place)


def _spacing(company: Company, rng: Random) -> Company:
    at = rng.randrange(2, len(company.name) - 2)
    spaced = company.name[:at] + rng.choice((" ", "　")) + company.name[at:]
    return Company(spaced.replace("（", "(").replace("）", " )"), company.place)


def _place_dropped(company: Company, rng: Random) -> Company:
    bare = company.place.removesuffix("市")
    return Company(company.name.replace(company.place, "").replace(f"（{bare}）", ""), company.place)


def _place_moved(company: Company, rng: Random) -> Company:
    bare, rest = company.place.removesuffix("市"), _place_dropped(company, rng).name
    stem = next(rest.removesuffix(form) for form in FORMS if form and rest.endswith(form))
    return Company(rng.choice((f"{bare}{rest}", f"{stem}（{bare}）有限公司", f"{company.place}{rest}")), company.place)


def _mistyped(company: Company, rng: Random) -> Company:
    """One character of what is neither place nor form: sounds alike, is missing, exchanged with the next, or random."""
    rest = _place_dropped(company, rng).name
    start = company.name.index(rest[:2])
    at = start + rng.randrange(len(rest) - 5)
    name, kind = company.name, rng.choices(("sound", "missing", "swapped", "random"), (50, 20, 15, 15))[0]
    if kind == "missing":
        return Company(name[:at] + name[at + 1 :], company.place)
    if kind == "swapped":
        return Company(name[:at] + name[at + 1] + name[at] + name[at + 2 :], company.place)
    alike = [c for c in _by_sound()[lazy_pinyin(name[at])[0]] if c != name[at]]
    wrong = rng.choice(alike if kind == "sound" and alike else [c for c in COMMON if c != name[at]])
    return Company(name[:at] + wrong + name[at + 1 :], company.place)


@cache
def _by_sound() -> dict[str, list[str]]:
    sounds: dict[str, list[str]] = defaultdict(list)
    for character in COMMON:
        sounds[lazy_pinyin(character)[0]].append(character)
    return sounds


def _english(company: Company, rng: Random) -> Company:
    return Company((company.english or "").replace("Co., Ltd.", rng.choice(LATIN_FORMS)), company.place)


def _phone_only(company: Company, rng: Random) -> Company:
    number = company.phone or ""
    typed = rng.choice((number, number[3:], f"{number[3:6]} {number[6:10]} {number[10:]}"))
    return Company(f"某{rng.randrange(10**6)}商行", company.place, phone=typed)


def _mail_only(company: Company, rng: Random) -> Company:
    return Company(f"某{rng.randrange(10**6)}商行", company.place, email=(company.email or "").upper())


def _short(company: Company, rng: Random) -> Company:
    return Company(company.aliases or "", company.place)


ALTERATIONS: dict[str, tuple[int, Callable[[Company, Random], Company]]] = {
    "another legal form": (15, _form),
    "Traditional characters": (8, _traditional),
    "blanks, full width, brackets": (8, _spacing),
    "place dropped": (12, _place_dropped),
    "place moved": (10, _place_moved),
    "one character mistyped": (20, _mistyped),
    "English, another form": (7, _english),
    "only the telephone": (8, _phone_only),
    "only the mailbox": (7, _mail_only),
    "short name (an alias)": (5, _short),
}


def altered(company: Company, rng: Random) -> tuple[str, Company]:
    """(what was done, the same company as somebody else typed it)."""
    kind = rng.choices(list(ALTERATIONS), [weight for weight, _ in ALTERATIONS.values()])[0]
    return kind, replace(ALTERATIONS[kind][1](company, rng))
