"""From a pasted article to a public event: by keyboard and mouse, as a person works."""

from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.curator_actions import (
    add_part,
    add_quotation,
    api_status,
    save_and_continue,
    select_record,
)

TEXT = """Ferry sinks off Harbour Town

Two people drowned when a ferry sank off Harbour Town on Friday, the coast guard said.
The ferry had left the port at dawn."""
ARTICLE = "articles/ferry-sinks-off-harbour-town"
PLACE = "locations/harbour-town"
EVENT = "events/sinking-of-a-ferry-off-harbour-town"


def test_a_new_article_becomes_a_public_event_with_its_place_and_figure(sign_in: SignIn) -> None:
    editor = sign_in("edith")
    page = editor.page
    page.goto("/admin/")
    page.get_by_role("row", name="Articles").get_by_role("link", name="Add").click()
    page.get_by_label("Title:", exact=True).press_sequentially("Ferry sinks off Harbour Town")
    expect(page.get_by_label("Id:")).to_have_value("ferry-sinks-off-harbour-town")
    page.get_by_label("Date:", exact=True).fill("2024-02-03")
    page.get_by_label("Text:").fill(TEXT)
    save_and_continue(page)

    page.goto("/admin/events/location/add/")
    page.get_by_label("Name:").press_sequentially("Harbour Town")
    page.get_by_label("Kind:").select_option("Populated place")
    page.get_by_label("Radius in metres").fill("3000")
    page.locator(".place-map-canvas").click(position={"x": 300, "y": 150})
    latitude = float(page.get_by_label("Latitude").input_value())
    pin = page.get_by_role("button", name="Point of Harbour Town")
    pin.focus()
    page.keyboard.press("ArrowUp")
    assert float(page.get_by_label("Latitude").input_value()) > latitude
    page.get_by_label("Latitude").fill("33.25")
    page.get_by_label("Longitude").fill("44.5")
    expect(page.locator(".place-map-says")).to_have_text("33.25° N, 44.5° E, within 3,000 m, in Iraq.")
    expect(page.locator("path.place-map-reach")).to_be_attached()
    save_and_continue(page)

    page.goto("/admin/events/event/add/")
    page.get_by_label("Title:").press_sequentially("Sinking of a ferry off Harbour Town")
    page.get_by_label("Form:").select_option("Action")
    page.locator("#id_date_edtf").fill("2024-02-02")
    add_part(page, "Source", "sources")
    select_record(page, "sources-0-article", "Ferry sinks off Harbour Town")
    place = add_part(page, "Place", "places")
    select_record(page, "places-0-location", "Harbour Town")
    add_quotation(place, "off Harbour Town on Friday")
    figure = add_part(page, "Figure", "figures")
    figure.get_by_label("Measure:", exact=True).select_option("Killed")
    figure.get_by_label("Value:", exact=True).fill("2")
    figure.get_by_label("Wording:", exact=True).fill("Two people drowned")
    add_quotation(figure, "Two people drowned")
    evidence = add_part(page, "Quotation", "evidence")
    evidence.locator("textarea").fill("a ferry sank off Harbour Town")
    save_and_continue(page)
    expect(page.locator("#evidence-group h2")).to_contain_text("(3)")
    assert [api_status(page, one) for one in (ARTICLE, PLACE, EVENT)] == [404, 404, 404]

    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Publish these along")).to_be_visible()
    for name in ("Ferry sinks off Harbour Town", "Harbour Town"):
        page.get_by_role("checkbox", name=f"Publish “{name}” along").check()
    assert api_status(page, EVENT) == 404
    page.get_by_label("Reason").fill("Read by two.")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    assert [api_status(page, one) for one in (ARTICLE, PLACE, EVENT)] == [200, 200, 200]
    record = page.request.get(f"/api/v1/{EVENT}/").json()
    assert record["places"][0]["location"]["latitude"] == 33.25
    assert record["figures"][0]["evidence"][0]["quote"] == "Two people drowned"


def test_publishing_without_evidence_is_refused_and_told_what_to_do(sign_in: SignIn) -> None:
    page = sign_in("edith").page
    page.goto("/admin/events/event/add/")
    page.get_by_label("Title:").press_sequentially("Something that nobody says")
    page.get_by_label("Form:").select_option("Action")
    save_and_continue(page)
    page.get_by_role("button", name="Save and publish").click()
    expect(
        page.get_by_role("alert").or_(page.locator(".errorlist, .messagelist .error")).first
    ).to_contain_text("quotation")
    assert api_status(page, "events/something-that-nobody-says") == 404
