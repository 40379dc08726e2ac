"""Is this a telephone number, and how is it written?"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

from app.core.errors import RuleError
from app.core.text import N_
from app.customers.enums import PhoneLevel

CHINA = "CN"
MOST_DIGITS = 18  # 15 are the longest number there is (ITU-T E.164); 3 more for a range like 65529988/89
EXTENSION = re.compile(
    r"(?P<number>.*\d\D*?)(?:转|轉|分机号?|分機號?|\bext\b\.?|extension|x|#)\s*(?:[:.]\s*)?(?P<ext>\d{1,6})",
    re.IGNORECASE,
)
DASHED_EXTENSION = re.compile(r"(?P<number>(?:0\d{2,3}[- ]?\d{3,4}|400[- ]?\d{3})[- ]?\d{4})-(?P<ext>\d{1,6})")
PUNCTUATION = re.compile(r"[\d\s+()\-./*]*")
VANITY = re.compile(r"\+?[\d\s().\-]+[A-Z]{3}[\dA-Z\-]*", re.IGNORECASE)
# Banks 95588, carriers 10086, police 110, railways 12306, cities 96xxx, long ones 1010xxxx and 9510xxxx.
CHINESE_SERVICE = re.compile(r"1\d{2,5}|1010\d{4}|9[56]\d{3,4}|95\d{6}")
CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
# With its area code, as nearly all are written. Nothing else can be meant, and parsing takes a fifth of a millisecond.
CHINESE_LANDLINE = re.compile(r"0(?P<area>10|2\d|[3-9]\d\d)[- ]?(?P<number>[2-8]\d{6,7})")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that was not refused.

    `typed` is what was written, with full-width characters made narrow; it is never lost. `e164` (`+8613800138000`)
    is for comparing and dialling and exists where the number is complete; `display` is for reading.
    """

    typed: str
    level: PhoneLevel
    display: str
    e164: str | None = None
    extension: str | None = None


def read_phone(text: str, country: str | None = CHINA, *, field: str = "phone") -> Phone:
    """The number in `text`, dialled as in `country` (two letters, ISO 3166; None knows only numbers with a +).

    Three outcomes. Valid: the numbering plan of the country knows it, or it is a Chinese service number (95588, 400).
    Plausible: digits and the usual punctuation, but not in today's plan (an old number, a missing area code, a
    range not yet handed out): it is accepted as typed. Refused, with a RuleError: words, too few or too many digits,
    and Chinese mobile numbers with a digit missing or too many. An extension (转801, ext. 801, -801) is kept apart.
    """
    typed, number, extension = _accepted(text, country, field)
    digits = re.sub(r"\D", "", number)
    if country == CHINA and _is_service(number, digits):
        return Phone(typed, PhoneLevel.VALID, _with_extension(digits, extension, chinese=True), None, extension)
    return _judge(typed, number, extension, country)


def dialled(text: str, country: str | None = CHINA) -> str | None:
    """The `e164` of `read_phone`, without what is for reading; None, too, where `text` is refused."""
    if country == CHINA and text.isascii() and (landline := CHINESE_LANDLINE.fullmatch(text)):
        return f"+86{landline['area']}{landline['number']}"
    try:
        _, number, _ = _accepted(text, country, "phone")
        service = country == CHINA and _is_service(number, re.sub(r"\D", "", number))
        return None if service else _e164(phonenumbers.parse(number, country), number)
    except (RuleError, phonenumbers.NumberParseException):
        return None


def check_phone(text: str) -> str:
    """What a column keeps of `text`: the words as typed; RuleError when it is a number in no country."""
    typed, _, _ = _accepted(text, None, "phone")
    return typed


def check_phone_in(country: str | None, typed: str, *, field: str = "phone") -> None:
    """RuleError when `typed`, which `check_phone` let pass, cannot be a number in `country`."""
    number, _ = _split_extension(typed, country)
    digits = re.sub(r"\D", "", number)
    if country == CHINA and digits and not _is_service(number, digits):
        _refuse_broken_mobile(number, digits, field)


@lru_cache(20_000)  # reading a number takes a millisecond, and a list shows many
def shown_phone(typed: str, country: str | None = CHINA) -> str:
    """How to write the stored `typed` for a reader; what is no number (old data) as it is."""
    try:
        return read_phone(typed, country).display
    except RuleError:
        return typed


def _accepted(text: str, country: str | None, field: str) -> tuple[str, str, str | None]:
    """The words as typed, the number and the extension in them."""
    typed = " ".join(unicodedata.normalize("NFKC", text).split())
    number, extension = _split_extension(typed, country)
    digits = re.sub(r"\D", "", number)
    _refuse_nonsense(number, digits, typed, field, vanity=country != CHINA)
    if country == CHINA and not _is_service(number, digits):
        _refuse_broken_mobile(number, digits, field)
    return typed, number, extension


def _is_service(number: str, digits: str) -> bool:
    return CHINESE_SERVICE.fullmatch(digits) is not None and "+" not in number


def _judge(typed: str, number: str, extension: str | None, country: str | None) -> Phone:
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return Phone(typed, PhoneLevel.PLAUSIBLE, typed, None, extension)
    chinese = parsed.country_code == 86
    style = PhoneNumberFormat.NATIONAL if chinese else PhoneNumberFormat.INTERNATIONAL
    display = _with_extension(phonenumbers.format_number(parsed, style), extension, chinese=chinese)
    e164 = _e164(parsed, number)
    if phonenumbers.is_valid_number(parsed):
        return Phone(typed, PhoneLevel.VALID, display, e164, extension)
    return Phone(typed, PhoneLevel.PLAUSIBLE, display if _is_mobile(parsed) else typed, e164, extension)


def _e164(parsed: phonenumbers.PhoneNumber, number: str) -> str | None:
    """For comparing and dialling; None where something is missing."""
    possible = _is_complete(parsed, number, parsed.country_code == 86) and "/" not in number
    if possible or _is_mobile(parsed) or phonenumbers.is_valid_number(parsed):
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return None


def _is_mobile(parsed: phonenumbers.PhoneNumber) -> bool:
    return parsed.country_code == 86 and CHINESE_MOBILE.fullmatch(str(parsed.national_number)) is not None


def _is_complete(parsed: phonenumbers.PhoneNumber, number: str, chinese: bool) -> bool:
    """Long enough to be dialled from abroad; a Chinese fixed number also needs its area code, which starts with 0."""
    if phonenumbers.is_possible_number_with_reason(parsed) != ValidationResult.IS_POSSIBLE:
        return False
    return not chinese or number.lstrip("(").startswith(("0", "+"))


def _split_extension(typed: str, country: str | None) -> tuple[str, str | None]:
    found = EXTENSION.fullmatch(typed) or (DASHED_EXTENSION.fullmatch(typed) if country == CHINA else None)
    return (found["number"].strip(" ,-"), found["ext"]) if found else (typed, None)


def _with_extension(shown: str, extension: str | None, *, chinese: bool) -> str:
    if extension is None:
        return shown
    return f"{shown} 转 {extension}" if chinese else f"{shown} ext. {extension}"


def _refuse_nonsense(number: str, digits: str, typed: str, field: str, *, vanity: bool) -> None:
    """`vanity` numbers spell digits with letters (1-800-FLOWERS); China has none."""
    if len(digits) > MOST_DIGITS:
        raise RuleError(N_("This looks like more than one phone number; only one fits here."), field=field)
    if len(digits) < 3 or not (PUNCTUATION.fullmatch(number) or (vanity and VANITY.fullmatch(number))):
        raise RuleError(N_("“%(text)s” is not a phone number."), field=field, text=typed)


def _refuse_broken_mobile(number: str, digits: str, field: str) -> None:
    """An area code in brackets or a country code tells that another country's number is meant."""
    if not number[0].isdigit():
        return
    if digits[0] == "1" and digits[1] in "3456789" and len(digits) in (9, 10, 12):
        message = N_("A Chinese mobile number has 11 digits; this one has %(count)d.")
        raise RuleError(message, field=field, count=len(digits))
    if digits[0] == "1" and digits[1] in "012" and len(digits) == 11:
        raise RuleError(N_("A Chinese mobile number starts with 13 to 19."), field=field)
