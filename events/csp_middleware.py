"""The Content-Security-Policy of every answer; Django 6 brings its own middleware for this very setting."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"


def policy() -> str:
    """The policy as it is sent, from `SECURE_CSP`."""
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items())


class ContentSecurityPolicyMiddleware:
    """Tells browsers to run, show and ask nothing but what this site serves as files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request with the policy."""
        response = self.get_response(request)
        # Django's own pages for developers, which DEBUG alone shows, are written with inline styles.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers.setdefault(HEADER, self.policy)
        return response
