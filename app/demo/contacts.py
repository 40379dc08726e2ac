"""The people at a demo customer."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from random import Random

from app.customers.enums import BirthdayCalendar, DecisionRole, Gender
from app.demo.drafts import ContactDraft
from app.demo.numbers import chinese_mobile, qq_number
from app.demo.people import Person, chinese_person, western_person

# Department, position, role in decisions; Chinese and English.
POSTS = (
    ("总经办", "总经理", "Management", "General Manager", DecisionRole.DECISION_MAKER),
    ("采购部", "采购经理", "Purchasing", "Purchasing Manager", DecisionRole.BUYER),
    ("采购部", "采购主管", "Purchasing", "Buyer", DecisionRole.BUYER),
    ("技术部", "技术总监", "Engineering", "Technical Director", DecisionRole.EVALUATOR),
    ("技术部", "高级工程师", "Engineering", "Senior Engineer", DecisionRole.INFLUENCER),
    ("生产部", "生产经理", "Production", "Production Manager", DecisionRole.USER),
    ("设备部", "设备主管", "Maintenance", "Maintenance Supervisor", DecisionRole.USER),
    ("财务部", "财务总监", "Finance", "Finance Director", DecisionRole.DECISION_MAKER),
    ("市场部", "市场经理", "Marketing", "Marketing Manager", DecisionRole.CHAMPION),
    ("行政部", "行政助理", "Administration", "Assistant", DecisionRole.GATEKEEPER),
)
HOBBIES = (
    "羽毛球", "乒乓球", "钓鱼", "登山", "摄影", "书法", "围棋", "象棋", "品茶", "跑步", "骑行", "游泳", "篮球",
    "下厨", "养花", "读书", "听戏", "自驾游",
)  # fmt: skip
ENGLISH_HOBBIES = (
    "badminton", "chess", "fishing", "hiking", "photography", "cooking", "cycling", "gardening", "sailing", "jazz",
    "tennis", "birdwatching",
)  # fmt: skip
FIRST_BIRTHDAY = date(1962, 1, 1)
BIRTHDAY_SPAN = 15_000  # days, up to the beginning of 2003
CHINESE_NAMES = ("CN", "HK", "MO", "TW")
HOW_MANY = (1, 2, 3, 4)
HOW_MANY_WEIGHTS = tuple(accumulate((45, 30, 16, 9)))


def contacts(rng: Random, country: str, mailbox: str, phone: str | None, serial: int) -> tuple[ContactDraft, ...]:
    """One to four contacts, the first of them the main one.

    `mailbox` follows each name in its address, `phone` is the switchboard, `serial` the first of four numbers that
    belong to this customer alone.
    """
    count = rng.choices(HOW_MANY, cum_weights=HOW_MANY_WEIGHTS)[0]
    return tuple(_contact(rng, country, mailbox, phone, serial + place, place) for place in range(count))


def random_birthday(rng: Random) -> date:
    """A day between 1962 and 2003."""
    return FIRST_BIRTHDAY + timedelta(days=rng.randrange(BIRTHDAY_SPAN))


def person_in(rng: Random, country: str) -> Person:
    """Somebody with a name usual in `country`."""
    return chinese_person(rng) if country in CHINESE_NAMES else western_person(rng, country)


def _contact(rng: Random, country: str, mailbox: str, phone: str | None, serial: int, place: int) -> ContactDraft:
    person = person_in(rng, country)
    chinese = country in CHINESE_NAMES
    department, position, english_department, english_position, role = rng.choice(POSTS)
    local = f"{person.latin}{place or ''}"
    extension = f"转{8000 + rng.randrange(1000)}" if chinese else f" ext. {100 + rng.randrange(900)}"
    lunar = chinese and rng.random() < 0.12
    birthday = random_birthday(rng) if rng.random() < 0.7 else None
    return ContactDraft(
        name=person.name,
        salutation="ms" if person.gender is Gender.FEMALE else "mr",
        is_main=place == 0,
        department=department if chinese else english_department,
        position=position if chinese else english_position,
        decision_role=role,
        office_phone=phone + extension if phone and rng.random() < 0.6 else phone,
        mobile=chinese_mobile(serial) if country == "CN" else None,
        email=f"{local}.{mailbox}@example.com",
        wechat=f"demo_{person.latin}"[:20] if chinese and rng.random() < 0.5 else None,
        qq=qq_number(serial) if chinese and rng.random() < 0.3 else None,
        birthday=birthday.replace(day=min(birthday.day, 29)) if birthday and lunar else birthday,
        birthday_calendar=BirthdayCalendar.LUNAR if lunar and birthday else BirthdayCalendar.SOLAR,
        hobbies=_hobbies(rng, chinese),
    )


def _hobbies(rng: Random, chinese: bool) -> str | None:
    if rng.random() < 0.4:
        return None
    chosen = rng.sample(HOBBIES if chinese else ENGLISH_HOBBIES, rng.randint(1, 3))
    return ("、" if chinese else ", ").join(chosen)
