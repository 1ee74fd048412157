"""Twelve tasks of a reader, each with and without script; clicks and typed lines are counted."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.chromium import TIMEOUT_MS, Visitor
from tests.browser.site import Site

DHI_QAR = "/events/killing-and-injuring-of-protesters-in-dhi-qar-2019/"


class Reader:
    """Somebody who reads, and how much they had to do."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.clicks = self.lines = 0

    def click(self, target: Locator) -> None:
        """Clicks on something."""
        target.first.click()
        self.clicks += 1

    def ask(self, text: str) -> None:
        """Types a line into the search box, and sends it."""
        self.page.locator("#q").fill(text)
        self.page.locator("#q").press("Enter")
        self.page.wait_for_url("**?q=*")
        self.lines += 1

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Clicks on a link in the content."""
        self.click(self.page.locator("main, aside, .take-away").get_by_role("link", name=name))


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def reader(request: pytest.FixtureRequest, chromium: Browser, live_site: Site) -> Iterator[Reader]:
    """A reader at the first page."""
    visitor = Visitor(chromium, live_site.address)
    if not request.param:
        visitor.context.close()
        visitor.context = chromium.new_context(base_url=live_site.address, java_script_enabled=False)
        visitor.context.set_default_timeout(TIMEOUT_MS)
        visitor.page = visitor.context.new_page()
    somebody = Reader(visitor)
    visitor.page.goto("/")
    yield somebody
    request.node.user_properties += [("lines", somebody.lines), ("clicks", somebody.clicks)]
    visitor.close()


def how_many_were_killed_and_who_says_so(reader: Reader) -> None:
    reader.ask("How many were killed in Dhi Qar in 2019")
    assert reader.page.get_by_text("about 180").first.is_visible()
    assert reader.page.get_by_role("link", name="Civil organizations (unnamed)").first.is_visible()


def the_source_of_a_number(reader: Reader) -> None:
    reader.page.goto(DHI_QAR)
    reader.click(reader.page.locator("#killed summary", has_text="sentence"))
    assert reader.page.locator("#killed mark").first.inner_text() == "around 180 protesters were killed"
    reader.click(reader.page.locator("#killed figcaption a"))
    reader.page.wait_for_url("**/articles/**#quote-1425-1458")
    assert reader.page.locator("#quote-1425-1458").count() == 1


def a_filter_to_a_citation(reader: Reader) -> None:
    reader.page.goto("/events/")
    reader.page.get_by_label("Place", exact=True).first.fill("Dhi Qar")
    reader.click(reader.page.get_by_role("button", name="Show"))
    reader.page.wait_for_url("**location=dhi-qar**")
    reader.click(reader.page.get_by_text("Cite this"))
    assert "/events/?location=dhi-qar" in reader.page.locator(".citation").inner_text()


def a_map_to_a_sentence(reader: Reader) -> None:
    reader.page.goto("/events/?view=map&location=dhi-qar")
    assert reader.page.locator(".map svg").count() == 1
    reader.click(reader.page.locator(".map-list li a"))
    reader.click(reader.page.locator("details.sentences summary"))
    assert reader.page.locator("details.sentences[open] mark").first.is_visible()


def a_timeline_to_an_event(reader: Reader) -> None:
    reader.page.goto("/events/?location=dhi-qar")
    reader.click(reader.page.get_by_role("link", name="Timeline"))
    reader.click(reader.page.locator(".timeline th a"))
    assert reader.page.locator("h1").is_visible()
    assert "/events/" in reader.page.url


def a_chart_to_its_events(reader: Reader) -> None:
    reader.page.goto("/events/")
    reader.click(reader.page.get_by_role("link", name="Chart"))
    reader.page.get_by_label("by", exact=True).select_option("event_type")
    reader.click(reader.page.get_by_role("button", name="Draw"))
    reader.click(reader.page.locator(".chart").get_by_role("link", name="Assault"))
    reader.page.wait_for_url("**bucket=event_type**")
    assert reader.page.locator(".rows tbody tr").count() > 0


def what_changed_lately(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="Corrections"))
    reader.page.wait_for_url("**/corrections/**")
    assert reader.page.locator("h1").is_visible()


def a_frame_in_a_foreign_page(reader: Reader) -> None:
    reader.page.set_content(
        f'<iframe src="{reader.visitor.address}/embed{DHI_QAR}" width="800" height="500">'
    )
    frame = reader.page.frame_locator("iframe")
    assert frame.get_by_text("about 180").first.inner_text()
    assert frame.get_by_text("live").first.inner_text()


def in_arabic(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="العربية"))
    assert reader.page.locator("html").get_attribute("dir") == "rtl"
    reader.ask("القتلى في ذي قار 2019")
    assert reader.page.get_by_text("180").first.is_visible()


def the_ties_of_an_actor(reader: Reader) -> None:
    reader.ask("Islamic Resistance in Iraq")
    reader.follow("Islamic Resistance in Iraq")
    reader.page.wait_for_url("**/actors/islamic-resistance-in-iraq/")
    assert reader.page.get_by_role("link", name="Iran", exact=True).first.is_visible()


def both_sides_of_a_contradiction(reader: Reader) -> None:
    reader.click(reader.page.get_by_role("link", name="In dispute"))
    reader.page.wait_for_url("**/contradictions/")
    assert reader.page.locator("main mark").count() >= 2


def the_history_of_a_record(reader: Reader) -> None:
    reader.page.goto(DHI_QAR)
    reader.click(reader.page.locator(".history").get_by_role("link"))
    assert reader.page.locator("h1").is_visible()
    assert re.search(r"revision=1|/history/", reader.page.url)


TASKS: tuple[Callable[[Reader], None], ...] = (
    how_many_were_killed_and_who_says_so,
    the_source_of_a_number,
    a_filter_to_a_citation,
    a_map_to_a_sentence,
    a_timeline_to_an_event,
    a_chart_to_its_events,
    what_changed_lately,
    a_frame_in_a_foreign_page,
    in_arabic,
    the_ties_of_an_actor,
    both_sides_of_a_contradiction,
    the_history_of_a_record,
)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)
def test_a_reader_comes_to_the_answer(reader: Reader, task: Callable[[Reader], None]) -> None:
    task(reader)
    assert reader.lines <= 1
    assert reader.clicks <= 3
