"""The search box: suggestions by keyboard, and a question answered in one line of typing and one click."""

from tests.browser.chromium import Visitor

QUESTION = "How many were killed in Dhi Qar in 2019, and who says so"


def test_a_typed_question_is_answered_with_its_sentence(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/")
    page.keyboard.type(QUESTION)  # the box has the focus
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    answer = page.get_by_role("region", name="Read as")
    assert answer.get_by_text("about 180").is_visible()
    assert answer.get_by_role("link", name="Civil organizations (unnamed)").is_visible()
    answer.locator("summary", has_text="sentence").first.click()
    assert answer.locator("mark").inner_text() == "around 180 protesters were killed"


def test_suggestions_are_chosen_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/events/")
    box = page.get_by_role("combobox", name="Search", exact=True)
    box.press_sequentially("nasiri")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.get_attribute("id") == box.get_attribute("aria-activedescendant")
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "nasiri"
    box.press("ArrowDown")
    options.first.wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/places/nasiriyah/")


def test_suggestions_of_an_arabic_page_stay_in_arabic(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/ar/")
    page.locator("#q").press_sequentially("الناصرية")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/ar/places/nasiriyah/")
