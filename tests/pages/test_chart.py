"""The chart of a list: the numbers of the aggregate, each bar leading to its events."""

import html
import re

import pytest
from django.test import Client

from events.aggregates.parameters import METRICS
from events.filtersets.dimensions import DIMENSIONS
from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
ROW = re.compile(
    r'<tr><th scope="row"><a href="/events/\?([^"]*)" dir="auto">.*?</a></th><td class="number">(.*?)</td>'
)


def _rows(client: Client, query: str) -> list[tuple[str, str]]:
    response = client.get(f"/events/?view=chart&{query}")
    assert response.status_code == 200, response.content
    page = response.content.decode()
    return [(html.unescape(link), value) for link, value in ROW.findall(page)]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_each_row_is_a_bucket_of_the_aggregate(client: Client, dimension: str) -> None:
    answer = get_json(client, f"events/aggregate/?group_by={dimension}&factuality=any")
    expected = [(bucket["query"], str(bucket["records"])) for bucket in answer["buckets"]]
    assert _rows(client, f"group_by={dimension}&factuality=any") == expected


@pytest.mark.parametrize("metric", [one for one in METRICS if one not in ("records", "acts", "actors")])
def test_sums_have_their_bounds(client: Client, metric: str) -> None:
    unit = {"duration": "&unit=P1M", "money": "&unit=USD", "other": "&unit=arrests"}.get(metric, "")
    answer = get_json(client, f"events/aggregate/?group_by=event_type&metric={metric}&factuality=any{unit}")
    rows = _rows(client, f"group_by=event_type&metric={metric}&factuality=any{unit}")
    assert [link for link, _ in rows] == [bucket["query"] for bucket in answer["buckets"]]
    for (_, said), bucket in zip(rows, answer["buckets"], strict=True):
        low, value = bucket["figures"]["low"], bucket["figures"]["value"]
        if low is None and value is None:
            assert said == "none reported"
        else:
            assert f"{value if value is not None else low:,}" in said


def test_a_bar_leads_to_its_events(client: Client) -> None:
    for link, number in _rows(client, "group_by=event_type&group_by=country"):
        answer = get_json(client, f"events/?{link}&limit=200")
        assert len(answer["results"]) >= int(number), link
        assert client.get(f"/events/?{link}").status_code == 200


def test_what_no_bar_shows_is_told(client: Client) -> None:
    answer = get_json(client, "events/aggregate/?group_by=year")
    page = client.get("/events/?view=chart").content.decode()
    assert f">{answer['imprecise']['records']}</a> too imprecise for a bar" in page
    assert f"{answer['undated']['records']} may lie in over a quarter of the axis" in page
    refused = client.get("/events/?view=chart&group_by=nothing")
    assert refused.status_code == 400
    assert "Events are not grouped by" in refused.content.decode()


def test_facets_are_buckets(client: Client) -> None:
    page = client.get("/events/facets/?location=dhi-qar").content.decode()
    for dimension in ("event_type", "factuality", "actor"):
        answer = get_json(client, f"events/aggregate/?location=dhi-qar&group_by={dimension}&top=8")
        for bucket in answer["buckets"]:
            link = html.escape(f"/events/?{bucket['query']}")
            assert re.search(
                rf'href="{re.escape(link)}"[^>]*>[^<]*</a> <span class="quiet">{bucket["records"]}<', page
            )
