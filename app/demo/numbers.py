"""Phone numbers and registration numbers that can belong to nobody.

China reserves no telephone numbers for fiction, so the demo takes what its numbering plan cannot contain: mobile
numbers start with 154, a block never handed out to a carrier, and fixed numbers have a 0 behind the area code, where
0 would be read as the trunk prefix. A famous block like 1380000 would look checked, but real people answer there.
Other countries have published ranges for films: North America 555-0100 to 555-0199, Ofcom 020 7946 0000 to 0999,
Bundesnetzagentur 030 23125 000 to 999, ARCEP 01 99 00 00 00 to 99 99, ACMA 02 5550 0000 to 9999. Hong Kong, Macao
and Taiwan have neither: demo customers there have no phone.
"""

from __future__ import annotations

from stdnum.cn import uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997
NO_SUCH_REGION = "990000"  # GB/T 2260 ends at 82
SCATTER = 61_803_399  # coprime to every power of ten, so multiplying by it shuffles numbers without losing one

AMERICAN_AREAS = (206, 212, 303, 312, 404, 415, 503, 512, 617, 702, 713, 808)


def chinese_mobile(serial: int) -> str:
    """Eleven digits, distinct for 100,000,000 serials."""
    return f"154{_scattered(serial, 8)}"


def chinese_landline(area: str, serial: int) -> str:
    """`0755-0xxx xxxx`; cities have seven or eight digits, here eight."""
    digits = _scattered(serial, 7)
    return f"{area}-0{digits[:3]} {digits[3:]}"


def foreign_phone(country: str, serial: int) -> str | None:
    """An international number of the range that `country` (two letters) reserves for fiction; None if it has none.

    The ranges are short, so numbers repeat after 1,000 serials, like the number of a switchboard would.
    """
    digits = _scattered(serial, 4)
    match country:
        case "US":
            return f"+1 {AMERICAN_AREAS[serial % len(AMERICAN_AREAS)]} 555 01{digits[:2]}"
        case "GB":
            return f"+44 20 7946 0{digits[:3]}"
        case "DE":
            return f"+49 30 23125{digits[:3]}"
        case "FR":
            return f"+33 1 99 00 {digits[:2]} {digits[2:]}"
        case "AU":
            return f"+61 2 5550 {digits}"
    return None


def credit_code(serial: int) -> str:
    """A unified social credit code with right check digits, registered in a region that does not exist.

    Distinct for 887,503,681 serials (six characters of 31).
    """
    organisation = "DM" + _in_base_31(serial, 6)
    total = sum(
        _organisation_value(character) * weight
        for character, weight in zip(organisation, ORGANISATION_WEIGHTS, strict=True)
    )
    body = f"91{NO_SUCH_REGION}{organisation}{'0123456789X0'[(11 - total % 11) % 11]}"
    return body + uscc.calc_check_digit(body)


def bank_account(serial: int) -> str:
    """Nineteen digits; no bank's numbers start with 0000."""
    return f"0000{serial:015}"


def qq_number(serial: int) -> str:
    """Twelve digits; Tencent has handed out no more than eleven."""
    return f"9{_scattered(serial, 11)}"


def _scattered(serial: int, digits: int) -> str:
    return f"{serial * SCATTER % 10**digits:0{digits}}"


def _in_base_31(number: int, length: int) -> str:
    characters = []
    for _ in range(length):
        number, digit = divmod(number, 31)
        characters.append(ALPHABET[digit])
    return "".join(reversed(characters))


def _organisation_value(character: str) -> int:
    """0-9 count as themselves, A-Z as 10-35 (GB 11714-1997)."""
    return int(character, 36)
