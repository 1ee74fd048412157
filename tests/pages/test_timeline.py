"""The timeline of a list: spans that are the bounds of the events, and nothing narrower."""

import re
from datetime import date

import pytest
from django.test import Client

from events.pages.time_axis import WIDTH, Axis
from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


def test_every_event_of_the_page_has_its_span(client: Client) -> None:
    page = client.get("/events/?view=timeline&factuality=any&limit=50").content.decode()
    page = page[page.index('class="rows timeline"') :]
    results = get_json(client, "events/?factuality=any&limit=50")["results"]
    rows = re.findall(r'<tr><th scope="row"><a href="/events/([^/]+)/".*?</tr>', page, re.DOTALL)
    assert rows == [event["id"] for event in results]
    drawn = re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)
    for event, row in zip(results, drawn, strict=True):
        when = event["date"]
        core = when["start_latest"] and when["end_earliest"] and when["start_latest"] <= when["end_earliest"]
        assert row.count('class="possible"') == 1
        assert row.count('class="certain"') == (1 if core else 0), event["id"]
        assert ("→" in row) == (when["end_latest"] is None)
        x, width = map(int, re.search(r'class="possible" x="(\d+)" width="(\d+)"', row).groups())  # type: ignore[union-attr]
        assert 0 <= x <= x + width <= WIDTH
        assert (x + width == WIDTH) or when["end_latest"]


def test_an_axis_places_its_days() -> None:
    axis = Axis(date(2020, 1, 1), date(2023, 12, 31))
    assert (axis.x(date(2019, 1, 1)), axis.x(axis.first), axis.x(date(2024, 1, 1))) == (0, 0, WIDTH)
    assert [text for text, _ in axis.ticks()] == ["2021", "2022", "2023"]
    short = Axis(date(2020, 11, 5), date(2021, 2, 1))
    assert [text for text, _ in short.ticks()] == ["2020-12", "2021-01", "2021-02"]
