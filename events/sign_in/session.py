"""How long a session lives: a shift without a request, and a week in all."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

RENEWAL_SECONDS = 600
"""How old a session gets before a request renews it: not each request has to write."""
_STARTED, _RENEWED = "started_at", "renewed_at"
_READING = ("GET", "HEAD")


def start(request: HttpRequest) -> None:
    """Begin a session that was just signed in, and let go of those that have expired."""
    request.session[_STARTED] = request.session[_RENEWED] = int(time.time())
    request.session.clear_expired()


class SessionLifeMiddleware:
    """Renews the session while its user works in the admin, and ends it at its greatest age.

    A form that is sent is still taken then: nobody loses what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the session of a page of the admin alone: all others are the same for everybody."""
        if request.path.startswith(reverse("admin:index")) and request.user.is_authenticated:
            now = int(time.time())
            started = request.session.setdefault(_STARTED, now)
            if now - started > settings.SESSION_MAX_AGE:
                if request.method in _READING:
                    logout(request)
            elif now - request.session.get(_RENEWED, 0) > RENEWAL_SECONDS:
                request.session[_RENEWED] = now
        return self.get_response(request)
