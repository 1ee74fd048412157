"""Checks of what an operator sets: `manage.py check` runs them, and so does the start of the site."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from events.sign_in.second_factor import REQUIRED_OF
from events.wsgi.proxies import read_proxies


@register(Tags.security)
def check_proxies(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:  # noqa: ARG001
    """PROXIES names addresses and networks, and not everybody."""
    try:
        proxies = read_proxies(settings.PROXIES)
    except ValueError as error:
        hint = "Name the addresses or networks of your proxies, separated by commas: PROXIES=127.0.0.1"
        return [Error(f"PROXIES: {error}.", hint=hint, id="events.E001")]
    if any(network.prefixlen == 0 for network in proxies):
        hint = "Name your proxies alone: whoever is among them may claim any address, and HTTPS."
        return [Error("PROXIES trusts every address.", hint=hint, id="events.E002")]
    return []


@register(Tags.security, deploy=True)
def check_https(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:  # noqa: ARG001
    """HTTPS needs a proxy that is believed."""
    if not settings.SECURE_SSL_REDIRECT or settings.PROXIES:
        return []
    hint = (
        "Name the proxy that serves HTTPS, by the address from which it asks this site: PROXIES=127.0.0.1. "
        "Without it, every request counts as plain HTTP and is redirected without end, and all visitors "
        "share one address."
    )
    return [Error("HTTPS is set, and PROXIES names no proxy.", hint=hint, id="events.E003")]


@register(Tags.security, deploy=True)
def check_hosts(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:  # noqa: ARG001
    """The site answers to its own names, and a site with HTTPS to more than this machine's."""
    names = settings.ALLOWED_HOSTS
    if "*" in names:
        hint = "Name your hosts: a client chooses the name otherwise, and links to it are kept in caches."
        return [Error("ALLOWED_HOSTS allows every name.", hint=hint, id="events.E004")]
    if settings.SECURE_SSL_REDIRECT and set(names) <= {"localhost", "127.0.0.1", "[::1]"}:
        hint = "Name the host that people ask: ALLOWED_HOSTS=events.example.org"
        message = "HTTPS is set, and ALLOWED_HOSTS names this machine alone."
        return [Error(message, hint=hint, id="events.E005")]
    return []


@register(Tags.security)
def check_second_factor(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:  # noqa: ARG001
    """SECOND_FACTOR is a word that is known."""
    if settings.SECOND_FACTOR in REQUIRED_OF:
        return []
    words = " or ".join(f"“{word}”" for word in REQUIRED_OF if word)
    hint = f"Set it to {words}, or leave it away. Until then, everybody needs a second factor."
    message = f"SECOND_FACTOR is “{settings.SECOND_FACTOR}”, which does not say whose accounts need one."
    return [Error(message, hint=hint, id="events.E006")]
