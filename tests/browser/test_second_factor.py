"""A second factor from the first picture to signing in with it, by keyboard alone."""

import re
import time
from base64 import b32decode

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect

from tests.browser.chromium import Visitor
from tests.browser.site import PASSWORD, Site
from tests.browser.test_accessibility import violations


@pytest.fixture
def somebody(live_site: Site) -> str:
    """Somebody whom no other test knows."""
    live_site.run(
        "from django.contrib.auth.models import User; "
        f"User.objects.create_superuser('sofia', password='{PASSWORD}')"
    )
    return "sofia"


def code(key: bytes, steps: int) -> str:
    """What the phone shows; a step ahead or behind is accepted, too."""
    totp = TOTP(key)
    totp.time = time.time() + 30 * steps
    return f"{totp.token():06}"


def type_code(page: Page, text: str) -> None:
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_setting_it_up_and_signing_in_with_it(visitor: Visitor, somebody: str) -> None:
    visitor.sign_in(somebody, PASSWORD)
    page = visitor.page
    page.get_by_role("link", name="Second factor").click()
    shown = re.search("([A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.get_by_text("Or type this key").inner_text())
    assert shown
    key = b32decode(shown[0].replace(" ", ""))
    type_code(page, code(key, 0))
    expect(page.get_by_role("heading", name="Ten recovery codes")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Log out").click()
    page.goto("/admin/login/")
    page.keyboard.type(somebody)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/login/code/**")
    assert violations(page) == []
    type_code(page, code(key, 1))
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
