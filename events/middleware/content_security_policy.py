"""The Content-Security-Policy header of every response; Django 6 has a middleware for the same setting."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"


def policy(instead: Mapping[str, list[str]] | None = None) -> str:
    """Returns the value of the header, from the setting `SECURE_CSP`, some directives with other values."""
    directives = settings.SECURE_CSP | dict(instead or {})
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in directives.items())


class ContentSecurityPolicyMiddleware:
    """Adds the policy to every response: browsers load nothing but the files of this site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response with the header."""
        response = self.get_response(request)
        # Django's debug pages have inline styles.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers.setdefault(HEADER, self.policy)
        return response
