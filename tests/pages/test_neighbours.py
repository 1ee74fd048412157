"""What stands around actors, places, outlets and datasets on their pages is what the API answers."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import releases
from events.choices import AffiliationType
from events.models import Actor, Affiliation
from events.pages.time_axis import Axis, Span
from tests import factories
from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
ROW = re.compile(r'<th scope="row"><a href="/(?:events|articles)/([^/"]+)/"')


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/actors/iraq/", "events/?participant=iraq&factuality=any&limit=20"),
        ("/places/nasiriyah/", "events/?location=nasiriyah&factuality=any&limit=20"),
        ("/datasets/curated/", "events/?dataset=curated&factuality=any&ordering=-updated_at&limit=20"),
        ("/outlets/asharq-al-awsat/", "articles/?outlet=asharq-al-awsat&ordering=-publication_date&limit=20"),
    ],
)
def test_rows_are_those_of_the_list(client: Client, address: str, query: str) -> None:
    page = client.get(address).content.decode()
    assert ROW.findall(page) == [row["id"] for row in get_json(client, query)["results"]]


def _rows(page: str, caption: str) -> list[str]:
    table = page[page.index(f"<caption>{caption}</caption>") :].partition("</table>")[0]
    return re.findall(r"<tr(?: id=[^>]*)?><th scope=\"row\">.*?</tr>", table, re.DOTALL)


@pytest.mark.parametrize("actor_id", ["iraq", "islamic-resistance-in-iraq", "united-states"])
def test_an_actor_has_its_ties_and_those_of_others_with_their_sentences(
    client: Client, actor_id: str
) -> None:
    page = html.unescape(client.get(f"/actors/{actor_id}/").content.decode())
    own = get_json(client, f"actors/{actor_id}/")["affiliations"]
    incoming = [
        (other["id"], tie)
        for row in get_json(client, "actors/?limit=200")["results"]
        for other in [get_json(client, f"actors/{row['id']}/")]
        for tie in other["affiliations"]
        if (tie["object"]["kind"], tie["object"]["id"]) == ("actor", actor_id)
    ]
    expected = {"Its own": [(tie["object"]["id"], tie) for tie in own], "Of others with it": incoming}
    for caption, ties in expected.items():
        rows = _rows(page, caption) if ties else []
        assert len(rows) == len(ties)
        for other, tie in ties:
            quotes = [f"<mark>{item['quote']}</mark>" for item in tie["evidence"]]
            (row,) = [
                row
                for row in rows
                if f'/{other}/"' in row
                and all(quote in row for quote in quotes)
                and str(AffiliationType(tie["type"]).label) in row
            ]
            assert row.count("<mark>") == len(quotes)
            assert ('class="possible"' in row) == ('class="axis"' in page and bool(tie["valid"]["edtf"]))
            assert own == [] or all(f'<tr id="{one["key"]}">' in page for one in own)


def test_a_tie_is_drawn_from_its_bounds() -> None:
    bounds = {"start_earliest": "2023-01-01", "start_latest": "2023-12-31", "end_earliest": "2024-12-31"}
    dates: list[dict[str, Any]] = [bounds | {"end_latest": "2024-12-31"}, bounds | {"end_latest": None}]
    axis = Axis.of(dates)
    assert axis
    assert axis.span(dates[0]) == Span((0, 1000), (498, 502), open_start=False, open_end=False)
    assert axis.span(dates[1]) == Span((0, 1000), (498, 502), open_start=False, open_end=True)
    assert axis.span({}) is None
    assert Axis.of([{}]) is None


def test_with_whom_are_the_buckets_of_all_its_events(client: Client) -> None:
    page = html.unescape(client.get("/actors/iraq/").content.decode())
    whom = page[page.index('id="whom"') :].partition("</section>")[0]
    query = "participant=iraq&factuality=any&dataset=any&group_by=actor&top=11"
    buckets = get_json(client, f"events/aggregate/?{query}")["buckets"]
    others = [one for one in buckets if one["key"][0]["id"] not in (None, "iraq")][:10]
    assert re.findall(r'href="/actors/([^/]+)/"', whom) == [one["key"][0]["id"] for one in others]
    for (address, shown), one in zip(
        re.findall(r'href="(/events/[^"]*)">(\d+) event', whom), others, strict=True
    ):
        assert int(shown) == one["records"] + one["wholes"]
        assert client.get(address).status_code == 200
        assert get_json(client, f"events/{address.removeprefix('/events/')}&count=exact")["count"] == int(
            shown
        )


def test_a_released_actor_has_its_own_ties(client: Client) -> None:
    releases.cut_release("first")
    page = client.get("/releases/first/actors/iraq/").content.decode()
    assert "Its own" in page
    assert "Of others with it" not in page


def test_the_number_of_queries_does_not_grow_with_ties(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/actors/head/").status_code == 200
        return len(caught)

    with factories.change():
        head = factories.actor("head", review_status="published")
        _tie("member", head)
    client.get("/actors/head/")
    before = queries()
    with factories.change():
        for number in range(6):
            _tie(f"member-{number}", head)
    assert queries() == before
    assert len(_rows(client.get("/actors/head/").content.decode(), "Of others with it")) == 7


def _tie(slug: str, body: Actor) -> None:
    member = factories.actor(slug, review_status="published")
    Affiliation.objects.create(actor=member, key="tie", type="member_of", object_actor=body)


def test_a_place_stands_in_its_places_and_holds_others(client: Client) -> None:
    page = client.get("/places/nasiriyah/").content.decode()
    assert [re.findall(r'\u203a <a href="/places/([^/]+)/"', page)] == [["iraq", "dhi-qar"]]
    inside = [row["id"] for row in get_json(client, "locations/?parent=nasiriyah&limit=50")["results"]]
    assert inside
    assert all(f'<li><a href="/places/{one}/"' in page for one in inside)


def test_a_place_says_how_exactly_it_is_known(client: Client) -> None:
    page = client.get("/places/dhi-qar/").content.decode()
    assert "somewhere within 85 km of it" in page
    assert "<bdi>30.55, 45.55</bdi> to <bdi>32.05, 47.2</bdi>" in page
    assert "somewhere within 9,000 m of it" in client.get("/places/nasiriyah/").content.decode()


@pytest.mark.parametrize("address", ["actors/iraq", "actors/united-states", "locations/dhi-qar"])
def test_names_are_those_of_the_record(client: Client, address: str) -> None:
    page = html.unescape(client.get(f"/{address.replace('locations', 'places')}/").content.decode())
    names = page[page.index('id="names"') :].partition("</section>")[0]
    shown = re.findall(r"<li><span[^>]*>([^<]*)</span>", names)
    assert shown == [one["name"] for one in get_json(client, f"{address}/")["names"]]


def test_a_dataset_says_how_many_events_it_has(client: Client) -> None:
    held = get_json(client, "events/?dataset=curated&factuality=any&limit=1&count=exact")["count"]
    page = client.get("/datasets/curated/").content.decode()
    assert f'href="/events/?dataset=curated&amp;factuality=any">{held}</a>' in page
    assert "Somebody read each text." in page


def test_what_an_actor_says_has_its_sentences(client: Client) -> None:
    claims = get_json(client, "claims/?speaker=united-states&limit=20")["results"]
    page = html.unescape(client.get("/actors/united-states/").content.decode())
    said = page[page.index('id="claims"') :].partition("</section>")[0]
    assert re.findall(r'href="/claims/([^/]+)/"', said) == [claim["id"] for claim in claims]
    quotes = [item["quote"] for claim in claims for item in claim["evidence"]]
    assert re.findall(r"<mark>(.*?)</mark>", said) == quotes
