"""Every example of a filter, and every request that a page of documentation shows, finds something."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from events import changes, releases
from events.api.views.reference import collections_reference
from events.models import Outlet
from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
PAGES = [*settings.BASE_DIR.glob("docs/*.md"), settings.BASE_DIR / "README.md"]
REQUEST = re.compile(
    r"^GET (/\S+)$|http://127\.0\.0\.1:8000(/(?:api/v1|ogc)/[^\s'\"`)]*)|^(/api/v1/\S+)$|`GET (/\S+)`"
    r"|`((?:/api/v1/)?[a-z]+/(?:[a-z]+/)?\?[^`\s]+=[^`\s]+)`",
    re.MULTILINE,
)
REFUSED = {"/api/v1/events/?event_type=consul": 400}
"""What README.md shows to be refused."""
EXAMPLES = [
    (entry["collection"], row, {one["name"]: one for one in entry["filters"]})
    for entry in collections_reference()
    for row in entry["filters"]
]


def shown_requests() -> list[tuple[str, str]]:
    """The pages and the requests in them, but for those with a placeholder."""
    found = [
        (page.name, next(filter(None, groups)))
        for page in PAGES
        for groups in REQUEST.findall(page.read_text(encoding="utf-8"))
    ]
    whole = dict.fromkeys((page, f"/api/v1/{one}" if one[0] != "/" else one) for page, one in found)
    return [(page, address) for page, address in whole if not re.search(r"[<{$…]|\.\.\.", address)]


def find_something(body: Any) -> bool:
    """Whether a body that is a list, or an aggregate, holds anything."""
    if "results" in body:
        return bool(body["results"])
    return "buckets" not in body or bool(body["buckets"]) or body["total"]["records"] > 0


@pytest.mark.parametrize(("collection", "row", "filters"), EXAMPLES)
def test_every_example_of_a_filter_finds_something(
    client: Client, collection: str, row: dict[str, Any], filters: dict[str, Any]
) -> None:
    beside = [name for name in (row["modifies"], row["needs"]) if name]
    query = "&".join([row["example"], *(filters[name.partition(" ")[0]]["example"] for name in beside)])
    assert get_json(client, f"{collection}/?{query}")["results"], query


def test_every_request_that_a_page_shows_finds_something(client: Client) -> None:
    with changes.changeset("tester", "edit"):
        Outlet.objects.filter(slug="asharq-al-awsat").update(url="https://aawsat.example/")
    for name in ("2024-01", "2024-06"):
        releases.cut_release(name)
    requests = shown_requests()
    assert len(requests) > 20
    for page, address in requests:
        response = client.get(address, follow=True)
        assert response.status_code == REFUSED.get(address, 200), (page, address)
        if response.status_code == 200 and not response.streaming and "json" in response["Content-Type"]:
            assert find_something(response.json()), (page, address)
        elif response.streaming:
            assert len(response.getvalue().splitlines()) > 1, (page, address)
