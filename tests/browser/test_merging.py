"""Merging and judging a pair by keyboard alone."""

from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.curator_actions import api_status, select_record
from tests.browser.pages import page_urls
from tests.browser.site import Site


def test_two_records_are_merged_and_the_merge_is_undone_by_keyboard(sign_in: SignIn, live_site: Site) -> None:
    page = sign_in("edith").page
    page.goto(page_urls(live_site)["merge-other"])
    select_record(page, "into", "River guard")
    page.get_by_role("button", name="See what merging does").press("Enter")
    page.get_by_label("Military", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_label("Organization", exact=True)).to_be_checked()
    page.get_by_label("Reason:", exact=True).fill("One authority.")
    page.get_by_role("button", name="Merge them").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("its id leads there now")
    expect(page.get_by_label("Kind:", exact=True)).to_have_value("organization")
    assert page.request.get("/api/v1/actors/harbour-authority/", max_redirects=0).status == 301
    page.get_by_role("link", name="History").press("Enter")
    page.get_by_role("link", name="Undo this merge… of harbour-authority").press("Enter")
    page.get_by_label("Reason:", exact=True).fill("Two ports.")
    page.get_by_role("button", name="Undo the merge").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("is a record of its own again")
    assert api_status(page, "actors/harbour-authority") == 200


def test_a_pair_is_judged_by_a_key_a_reason_and_enter(sign_in: SignIn, live_site: Site) -> None:
    page = sign_in("edith").page
    page.goto(page_urls(live_site)["duplicates"])
    page.get_by_role("button", name="Search").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("1 pair is to be judged")
    reason = page.get_by_label("Not one, because:")
    expect(reason).to_have_attribute("accesskey", "n")  # which a browser without a window does not press
    reason.focus()
    page.keyboard.type("Two ports.")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("are remembered to be two")
    page.get_by_role("button", name="Search").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("The search is done")
    expect(page.locator("#content")).not_to_contain_text("Harbour Authority")
