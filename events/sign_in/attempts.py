"""How often somebody may try to sign in, before a password or a code is even looked at."""

import ipaddress
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from events.models import SignInAttempts

_log = logging.getLogger(__name__)

WINDOW = timedelta(minutes=15)
"""How long an attempt counts, from the first one of its count on."""
MAX_FOR_NAME_AND_ADDRESS = 5
MAX_FOR_ADDRESS = 20
"""Over all names: who tries one password with many names is slowed down."""
MAX_FOR_NAME = 50
"""Over all addresses: who guesses from many machines is slowed down."""
MAX_FOR_ALL = 1000
"""Over all names and addresses. It bounds the rows of the table and the time that goes into hashing."""
MAX_FOR_BROWSER = 5
"""In a browser in which the name signed in before: the other limits do not count there."""
MAX_CODES = 5
"""Codes of the second factor for one account, whatever the address."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts may count under a key."""

    key: str
    most: int
    reason: str
    """What was reached, as the page says it."""
    is_cleared: bool = False
    """Whether a success forgets the whole count, not just its own attempt."""


class TooManyAttemptsError(Exception):
    """An attempt that is refused unread, until the time when the next one may be made."""

    def __init__(self, limit: Limit, until: datetime) -> None:
        self.until = until
        self.seconds = max(1, round((until - timezone.now()).total_seconds()))
        minutes = max(1, round(self.seconds / 60))
        wait = f"in {minutes} minute{'s' if minutes > 1 else ''}"
        super().__init__(
            f"{limit.reason} Try again at {until:%H:%M} UTC, {wait}: until then, "
            "the right one is refused too."
        )


def password_limits(name: str, address: str, browser: str | None) -> list[Limit]:
    """The limits of an attempt with a password; `browser` names one in which the name signed in before."""
    failed = f"Signing in failed {MAX_FOR_NAME_AND_ADDRESS} times for this name."
    if browser:
        return [Limit(_key("browser", name, browser), MAX_FOR_BROWSER, failed, is_cleared=True)]
    return [
        Limit(_key("name and address", name, address), MAX_FOR_NAME_AND_ADDRESS, failed, is_cleared=True),
        Limit(_key("address", address), MAX_FOR_ADDRESS, "Signing in failed too often from this address."),
        Limit(
            _key("name", name),
            MAX_FOR_NAME,
            "Signing in failed too often for this name, from several addresses. "
            "In a browser in which you signed in before, you can sign in now.",
        ),
        Limit(_key("all"), MAX_FOR_ALL, "Signing in failed too often here, for many names."),
    ]


def code_limits(name: str, browser: str | None) -> list[Limit]:
    """The limits of an attempt with a code of the second factor."""
    reason = f"{MAX_CODES} codes were wrong."
    return [Limit(_key("code", name, browser or ""), MAX_CODES, reason, is_cleared=True)]


def begin(limits: list[Limit], who: str) -> None:
    """Count an attempt, before its password or code is looked at.

    What is refused counts nowhere and writes nothing, so a wait never grows. The log names `who` made the
    last attempt that is allowed, and nobody after that.

    Raises: TooManyAttemptsError. Queries: 1 where it is refused, else at most 2 and 4 for each limit.
    """
    now = timezone.now()
    counts = SignInAttempts.objects.filter(key__in=[limit.key for limit in limits], until__gt=now)
    rows = {row.key: row for row in counts}
    for limit in limits:
        if limit.key in rows and rows[limit.key].count >= limit.most:
            raise TooManyAttemptsError(limit, rows[limit.key].until)
    if len(rows) < len(limits):  # a new row comes: let those go that count no more
        SignInAttempts.objects.filter(until__lte=now).delete()
    with transaction.atomic():  # all or none, where another attempt reaches a limit at this moment
        for limit in sorted(limits, key=lambda limit: limit.key):  # in one order: no deadlock
            _count(limit, now)
    for limit in limits:
        if limit.key in rows and rows[limit.key].count + 1 == limit.most:
            _log.warning("The last attempt to sign in for a while: %s (%s)", limit.reason, who)


def succeed(limits: list[Limit]) -> None:
    """Take back what an attempt that succeeded counted. Queries: 2."""
    cleared = [limit.key for limit in limits if limit.is_cleared]
    SignInAttempts.objects.filter(key__in=cleared).delete()
    others = [limit.key for limit in limits if not limit.is_cleared]
    SignInAttempts.objects.filter(key__in=others, count__gt=0).update(count=F("count") - 1)


def client_address(request: HttpRequest) -> str:
    """The address that a request comes from, of IPv6 the network that one customer has."""
    text = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 6:
        return str(address.ipv4_mapped or ipaddress.IPv6Network((int(address), 64), strict=False))
    return str(address)


def _count(limit: Limit, now: datetime) -> None:
    """Count one more under a limit. Raises: TooManyAttemptsError."""
    rows = SignInAttempts.objects.filter(key=limit.key)
    while True:
        if rows.filter(until__gt=now, count__lt=limit.most).update(count=F("count") + 1):
            return
        if current := rows.filter(until__gt=now).first():
            raise TooManyAttemptsError(limit, current.until)
        if rows.filter(until__lte=now).update(count=1, until=now + WINDOW):
            return
        try:
            with transaction.atomic():
                rows.create(key=limit.key, count=1, until=now + WINDOW)
        except IntegrityError:
            continue  # made by another attempt at this moment
        return


def _key(*parts: str) -> str:
    return sha256("\n".join(parts).casefold().encode()).hexdigest()
