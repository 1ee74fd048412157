"""Browsers in which somebody signed in before: guessing elsewhere does not lock them out there.

A signed cookie, sent to the sign-in pages alone, names the account and a random number. It lets nobody in:
attempts that come with it count against a limit of their own, which others cannot use up.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

LIFE = timedelta(days=180)
_SALT = "events.sign_in.known_browser"


def known_browser(request: HttpRequest, name: str) -> str | None:
    """What names the browser, if somebody signed in with this name in it before."""
    try:
        return request.get_signed_cookie(_cookie(name), salt=_SALT + name.casefold(), max_age=LIFE)
    except (KeyError, BadSignature):
        return None


def remember_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Let the browser be known from now on."""
    response.set_signed_cookie(
        _cookie(name),
        known_browser(request, name) or secrets.token_urlsafe(12),
        salt=_SALT + name.casefold(),
        max_age=LIFE,
        path=reverse("admin:login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _cookie(name: str) -> str:
    return f"known_{sha256(name.casefold().encode()).hexdigest()[:16]}"
