"""Signing in: a name may fail a few times from one address, then has to wait."""

import ipaddress
import logging
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Min
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.throttling import BaseThrottle

from events.models import SignInFailure

MAX_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)
_log = logging.getLogger(__name__)


class SignInForm(AdminAuthenticationForm):
    """Name and password, refused unread after too many failures."""

    def clean(self) -> dict[str, object]:
        """Sign in. Raises: ValidationError. Queries: 2 more, and 2 for each failure before."""
        name, address = str(self.cleaned_data.get("username", "")), client_address(self.request)
        key = sha256(f"{name.casefold()}\n{address}".encode()).hexdigest()
        if until := _blocked_until(key):
            _log.warning("Sign-in refused: too many failures for %r from %s", name, address)
            minutes = max(1, round((until - timezone.now()).total_seconds() / 60))
            raise ValidationError(
                f"Signing in failed {MAX_FAILURES} times for this name. Try again at {until:%H:%M} UTC, "
                f"in {minutes} minute{'s' if minutes > 1 else ''}: until then, the right password "
                "is refused too. If you forgot the password, ask whoever made your account to set a new one.",
                code="throttled",
            )
        cleaned: dict[str, object] = super().clean()
        SignInFailure.objects.filter(key=key).delete()
        return cleaned


def client_address(request: HttpRequest | None) -> str:
    """The address that a request comes from, of IPv6 the network that one customer has.

    What the client itself claims counts only as far as PROXIES proxies vouch for it.
    """
    claimed = str(BaseThrottle().get_ident(request)) if request is not None else ""  # type: ignore[arg-type]
    try:
        address = ipaddress.ip_address(claimed)
    except ValueError:
        return claimed
    if address.version == 6:
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _blocked_until(key: str) -> datetime | None:
    """Note an attempt before its password is looked at; or return when the next one may be made."""
    now = timezone.now()
    SignInFailure.objects.filter(at__lte=now - FAILURE_WINDOW).delete()
    for slot in range(MAX_FAILURES):
        try:
            with transaction.atomic():
                SignInFailure.objects.create(key=key, slot=slot, at=now)
        except IntegrityError:
            continue  # taken, by an earlier attempt or by one that is made at this moment
        return None
    oldest: datetime = SignInFailure.objects.filter(key=key).aggregate(at=Min("at"))["at"] or now
    return oldest + FAILURE_WINDOW
