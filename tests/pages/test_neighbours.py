"""What stands around actors, places, outlets and datasets on their pages is what the API answers."""

import re

import pytest
from django.test import Client

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


def test_an_actor_has_its_ties_with_their_sentences(client: Client) -> None:
    actor = get_json(client, "actors/islamic-resistance-in-iraq/")
    page = client.get("/actors/islamic-resistance-in-iraq/").content.decode()
    for tie in actor["affiliations"]:
        assert f'<tr id="{tie["key"]}">' in page
        assert f'href="/actors/{tie["object"]["id"]}/"' in page
    assert page.count("<mark>") == sum(len(tie["evidence"]) for tie in actor["affiliations"])


def test_a_place_stands_in_its_places_and_holds_others(client: Client) -> None:
    page = client.get("/places/nasiriyah/").content.decode()
    assert [re.findall(r'\u203a <a href="/places/([^/]+)/"', page)] == [["iraq", "dhi-qar"]]
    inside = [row["id"] for row in get_json(client, "locations/?parent=nasiriyah&limit=50")["results"]]
    assert inside
    assert all(f'<li><a href="/places/{one}/"' in page for one in inside)
