"""How often somebody may try to log in: so many tries in any stretch of time, not only in each minute of the clock."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """At most `tries` in any `seconds`."""

    tries: int
    seconds: int


# A person mistypes a few times; ten a minute guess nothing within years.
PER_USER = Limit(10, 60)
# A code has six digits, of which three are right at a time: ten a minute would find one within weeks.
PER_CODE = Limit(10, 3600)
# A whole office comes from one address, and only what fails counts.
PER_ADDRESS = Limit(100, 60)
# Mails that somebody can make us send to one person.
PER_MAILBOX = Limit(3, 900)


def recent(earlier: Sequence[float], moment: float, limit: Limit) -> list[float]:
    """The tries that still count at `moment`; all times are seconds since the epoch.

    The clock of another machine may be ahead by less than the limit's time. A time further in the future is of a clock
    that was put back since, and would lock out for as long.
    """
    return [at for at in earlier if abs(moment - at) < limit.seconds]


def seconds_to_wait(earlier: Sequence[float], moment: float, limit: Limit) -> int:
    """0 if another try is admitted at `moment`, else the whole seconds until then (rounded up, at least 1)."""
    counted = sorted(recent(earlier, moment, limit))
    if len(counted) < limit.tries:
        return 0
    return max(1, math.ceil(counted[-limit.tries] + limit.seconds - moment))


def neighbourhood(address: str) -> str:
    """What counts as one address: an IPv6 customer has a whole /64 and would guess from each of them."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
