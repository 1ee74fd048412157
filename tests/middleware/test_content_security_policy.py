"""Every response has a Content-Security-Policy, and no page contains anything that it blocks."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory

from events.middleware.content_security_policy import HEADER, ContentSecurityPolicyMiddleware, policy
from events.models import Event
from tests.admin.form_data import admin_url

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
MODELS = [model for model in admin.site._registry if model._meta.app_label == "events"]
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class _InlineParser(HTMLParser):
    """Collects the inline scripts and styles of a page, and the addresses of other hosts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        # A script of another type is data, which no browser runs.
        self._script = tag == "script" and attributes.get("type", "") in ("", "module", "text/javascript")
        if tag == "style":
            self.found.append("<style>")
        for name, value in attributes.items():
            if name == "style" or name.startswith("on") or value.strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value!r}>")
        if tag in ("script", "link", "img", "iframe"):
            source = attributes.get("src") or attributes.get("href", "")
            if re.match(r"(https?:)?//", source):
                self.found.append(source)

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.found.append(f"<script>{data.strip()[:60]}")

    def handle_endtag(self, tag: str) -> None:
        self._script = False


def inline_content(response: Any) -> list[str]:
    """Returns the inline scripts and styles of a page, and the addresses of other hosts."""
    assert response.status_code == 200
    assert response[HEADER] == POLICY
    page = _InlineParser()
    page.feed(response.content.decode())
    return page.found


@pytest.fixture
def site(client: Client, admin_user: User) -> Client:
    """A client signed in as a superuser."""
    client.force_login(admin_user)
    return client


def test_the_parser_sees_what_a_browser_would_run() -> None:
    page = _InlineParser()
    page.feed('<p style="a" onclick="b"><a href="javascript:c"><script>d</script><script src="//e"></script>')
    assert len(page.found) == 5


def test_the_first_pages_hold_nothing_inline(client: Client) -> None:
    for address in ("/", "/admin/login/", "/api/docs/"):
        assert inline_content(client.get(address)) == [], address


@pytest.mark.once
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_pages_of_every_model_hold_nothing_inline(site: Client, model: Any) -> None:
    row = model._default_manager.first()
    pages = [admin_url(model), admin_url(row)]
    if model.__name__ not in ("Revision", "PublicId"):
        pages.append(admin_url(row, "history"))
    for address in pages:
        assert inline_content(site.get(address)) == [], address


def test_the_pages_around_the_records_hold_nothing_inline(site: Client) -> None:
    event = Event.objects.first()
    assert event is not None
    for address in ("/admin/", "/admin/password_change/", "/admin/auth/user/", "/admin/auth/user/add/"):
        assert inline_content(site.get(address)) == [], address
    assert inline_content(site.get(admin_url(event, "step", "withdraw"))) == []


def test_every_other_answer_carries_it_too(client: Client) -> None:
    for address in (
        "/api/v1/events/",
        "/api/docs/?script=",
        "/no/such/page",
        "/livez",
        "/api/v1/x" + "?" * 20000,
    ):
        assert client.get(address)[HEADER] == POLICY, address[:40]


def test_what_developers_see_of_an_error_is_left_alone(settings: Any) -> None:
    assert policy() == POLICY
    for debug, status, carried in ((True, 500, False), (True, 200, True), (False, 500, True)):
        settings.DEBUG = debug
        response = HttpResponse(status=status)
        ContentSecurityPolicyMiddleware(lambda _: response)(RequestFactory().get("/"))  # noqa: B023
        assert (HEADER in response) is carried
