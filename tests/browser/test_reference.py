"""The reference of the API: *Try it out* asks what was typed, and no more."""

from urllib.parse import parse_qs, urlsplit

from tests.browser.chromium import Visitor


def test_trying_a_list_out_sends_only_what_was_typed(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/api/docs/")
    operation = page.locator("#operations-events-list_events")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    for typed in ({}, {"q": ["talks"]}):
        if typed:
            operation.locator("tr[data-param-name=q] input").fill("talks")
        with page.expect_request(lambda request: urlsplit(request.url).path == "/api/v1/events") as asked:
            operation.get_by_role("button", name="Execute").click()
        assert parse_qs(urlsplit(asked.value.url).query) == typed
