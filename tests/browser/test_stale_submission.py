"""Two people on one record: the later save is refused, and what was typed is kept."""

from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.curator_actions import save_and_continue


def test_the_later_save_is_refused_shows_both_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    one, other = sign_in("ravi").page, sign_in("edith").page
    one.goto("/admin/events/actor/?q=fuad-hussein")
    one.get_by_role("link", name="Fuad Hussein").click()
    expect(one.get_by_label("Name:", exact=True)).to_be_visible()
    other.goto(one.url)
    one.get_by_label("Description").fill("Foreign minister of Iraq.")
    one.get_by_label("Why").fill("Shorter.")
    save_and_continue(one)
    other.get_by_label("Description").fill("The minister.")
    other.keyboard.press("Control+s")
    other.wait_for_load_state()
    expect(other.get_by_label("Description")).to_have_value("The minister.")
    page = other.locator("#content")
    for words in ("ravi", "Shorter.", "Foreign minister of Iraq.", "The minister."):
        expect(page).to_contain_text(words)
    one.reload()
    expect(one.get_by_label("Description")).to_have_value("Foreign minister of Iraq.")
    save_and_continue(other)  # on top of what the other one wrote, which was shown
    one.reload()
    expect(one.get_by_label("Description")).to_have_value("The minister.")
