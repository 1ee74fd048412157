"""What a reader takes away: other formats, citations, frames; and what search engines are told."""

import html
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.choices import ReviewStatus
from events.models import Actor, Dataset
from tests import factories
from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
EVENT = "killing-and-injuring-of-protesters-in-dhi-qar-2019"


def _formats(client: Client, address: str) -> dict[str, str]:
    page = client.get(address).content.decode()
    said = re.search(r"<p>The same as (.*?)\.</p>", page, re.DOTALL)
    assert said
    return {name: html.unescape(link) for link, name in re.findall(r'href="([^"]+)">([^<]+)<', said[1])}


def _body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    body: str = response.getvalue().decode(errors="replace")
    return body


@pytest.mark.parametrize(
    "address",
    ["/events/?location=dhi-qar&limit=2", "/places/?country=IQ", "/claims/", "/events/?view=timeline"],
)
def test_every_format_has_all_that_matches(client: Client, address: str) -> None:
    collection = {"events": "events", "places": "locations", "claims": "claims"}[address.split("/")[1]]
    query = address.partition("?")[2].replace("limit=2", "").replace("view=timeline", "")
    expected = get_json(client, f"{collection}/?{query.strip('&')}&limit=200".replace("?&", "?"))["results"]
    formats = _formats(client, address)
    assert {"JSON", "CSV", "NDJSON"} <= formats.keys()
    assert client.get(formats["JSON"]).status_code == 200
    ids = {json.loads(line)["id"] for line in _body(client, formats["NDJSON"]).splitlines()}
    assert ids >= {record["id"] for record in expected}
    for link in formats.values():
        assert _body(client, link), link


def test_a_chart_is_taken_as_sums(client: Client) -> None:
    formats = _formats(client, "/events/?view=chart&metric=injured&group_by=event_type&location=dhi-qar")
    sums = client.get(formats["Sums as JSON"]).json()
    assert (sums["metric"], sums["group_by"]) == ("injured", ["event_type"])
    assert _body(client, formats["Sums as CSV"])


def test_a_record_is_cited_by_its_revision(client: Client) -> None:
    page = html.unescape(client.get(f"/events/{EVENT}/").content.decode())
    cited = re.search(r'<p class="citation"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert cited
    assert f"http://testserver/events/{EVENT}/?revision=1" in cited[1]
    assert "CC-BY-4.0" in cited[1]
    assert "The curators of this database" in cited[1]
    csl = json.loads(page[page.index("<code>[") + 6 : page.index("]</code>") + 1])
    assert csl[0]["URL"] == f"http://testserver/events/{EVENT}/?revision=1"
    assert csl[0]["license"] == "CC-BY-4.0"
    assert client.get(csl[0]["URL"].removeprefix("http://testserver")).status_code == 200
    assert re.search(rf"@misc{{{EVENT},\n  title = {{Killing", page)


@pytest.mark.parametrize("path", [f"events/{EVENT}/", "events/?view=chart", "events/?view=map", "places/"])
def test_an_embedded_page_can_be_framed_and_the_others_cannot(client: Client, path: str) -> None:
    framed, plain = client.get(f"/embed/{path}"), client.get(f"/{path}")
    assert framed.status_code == plain.status_code == 200
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]
    assert plain["X-Frame-Options"] == "DENY"
    page = framed.content.decode()
    assert f'<a href="/{html.escape(path)}">' in page
    assert ", live</p>" in page
    assert "<header" not in page


@pytest.mark.parametrize("path", ["events/nothing/", "events/?country=XX"])
def test_a_frame_shows_why_there_is_nothing_in_it(client: Client, path: str) -> None:
    response = client.get(f"/embed/{path}")
    assert response.status_code in (400, 404)
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response


def test_the_index_of_the_sitemap_reads_no_record(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert "<lastmod>" in client.get("/sitemap.xml").content.decode()
    read = [one["sql"] for one in queries if "COUNT(" not in one["sql"] and "MAX(" not in one["sql"]]
    assert not [sql for sql in read if "events_" in sql]


def test_a_frame_of_a_past_state_says_so(client: Client) -> None:
    page = client.get(f"/embed/events/{EVENT}/?revision=1").content.decode()
    assert "frozen on revision 1" in page


def test_search_engines_are_led_to_published_records_alone(client: Client) -> None:
    with factories.change():
        own = Dataset.objects.get(slug="curated")
        Actor.objects.create(slug="secret-draft", name="A secret draft", kind="person", dataset=own)
    assert Actor.objects.get(slug="secret-draft").review_status == ReviewStatus.DRAFT
    index = client.get("/sitemap.xml").content.decode()
    found = set()
    for address in re.findall(r"<loc>http://testserver(/sitemap-[a-z]+\.xml)</loc>", index):
        found |= set(re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get(address).content.decode()))
    assert f"/events/{EVENT}/" in found
    assert len([one for one in found if one.startswith("/actors/")]) == len(
        get_json(client, "actors/?limit=200")["results"]
    )
    assert not [one for one in found if "secret" in one]
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
