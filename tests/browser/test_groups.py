"""Each group at its limits: what it may not do is not offered, and refused all the same."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.curator_actions import api_status, save_and_continue

STEPS = {"carla": (False, False), "ravi": (True, False), "edith": (True, True), "adam": (True, True)}
"""Of whom: whether they may publish an actor, and withdraw one."""


@pytest.mark.parametrize("name", STEPS)
def test_a_group_does_what_it_may_and_no_more(name: str, sign_in: SignIn) -> None:
    publishes, withdraws = STEPS[name]
    window = sign_in(name)
    page = window.page
    page.goto("/admin/events/actor/add/")
    page.get_by_label("Name:", exact=True).press_sequentially(f"Someone of {name}")
    page.get_by_label("Kind:").first.select_option("Person")
    save_and_continue(page)
    address, record = page.url, f"actors/someone-of-{name}"
    publish = page.get_by_role("button", name="Save and publish")
    expect(publish).to_have_count(int(publishes))
    if not publishes:
        window.expected.add(403)
        answer = page.goto(address.replace("/change/", "/step/publish/"))
        assert answer is not None
        assert answer.status == 403
        assert api_status(page, record) == 404
        page.goto(address)
        page.get_by_role("button", name="Save and hand in").click()
        expect(page.locator(".messagelist .success").first).to_be_visible()
        return
    publish.click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    assert api_status(page, record) == 200
    expect(page.get_by_role("link", name="Withdraw")).to_have_count(int(withdraws))
    if not withdraws:
        window.expected.add(403)
        answer = page.goto(address.replace("/change/", "/step/withdraw/"))
        assert answer is not None
        assert answer.status == 403
        assert api_status(page, record) == 200
        return
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Reason").fill("It was a test.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    assert api_status(page, record) == 410


@pytest.mark.parametrize("name", STEPS)
def test_accounts_are_for_admins(name: str, sign_in: SignIn) -> None:
    window = sign_in(name)
    window.expected.add(403)
    answer = window.page.goto("/admin/auth/user/")
    assert answer is not None
    assert answer.status == (200 if name == "adam" else 403)
