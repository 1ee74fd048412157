"""What people do on the curators' pages, as they do it."""

from playwright.sync_api import Locator, Page, expect


def select_record(page: Page, field: str, words: str) -> None:
    """Choose a record in an autocomplete field, by the keyboard alone."""
    box = page.locator(f"#id_{field} + .select2 .select2-selection")
    box.focus()
    page.keyboard.press("Enter")
    page.locator(".select2-search--dropdown input").press_sequentially(words)
    option = page.get_by_role("option", name=words)
    expect(option).to_be_visible()
    expect(option).to_have_class("select2-results__option select2-results__option--highlighted")
    page.keyboard.press("Enter")
    expect(box).to_contain_text(words)


def add_part(page: Page, kind: str, prefix: str) -> Locator:
    """One more part of a kind; returns its fields."""
    page.locator(f"#{prefix}-group").get_by_role("link", name=f"Add another {kind}").or_(
        page.locator(f"#{prefix}-group").get_by_role("button", name=f"Add another {kind}")
    ).click()
    return page.locator(f"#{prefix}-group .dynamic-{prefix}").last


def add_quotation(part: Locator, words: str) -> None:
    """Add a quotation for a part."""
    part.get_by_text("Add a quotation for it").click()
    part.get_by_label("Quotation:", exact=True).fill(words)


def save_and_continue(page: Page) -> None:
    """Save and go on editing, by the keyboard."""
    page.keyboard.press("Control+s")
    page.wait_for_load_state()
    expect(page.locator(".messagelist .success").first).to_be_visible()


def api_status(page: Page, record: str) -> int:
    """What the public API answers of a record: `events/some-id`."""
    return page.request.get(f"/api/v1/{record}/").status
