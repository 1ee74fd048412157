"""The page of an event: every value beside its own sentence."""

import html
import re

import pytest
from django.test import Client

from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
MADE_OF = ("places", "participants", "figures", "relations", "date_reports", "claims")


def test_every_value_shows_its_quotation_or_says_that_it_has_none(client: Client) -> None:
    for listed in get_json(client, "events/?factuality=any&limit=200&fields=id")["results"]:
        event = get_json(client, f"events/{listed['id']}/")
        page = client.get(f"/events/{listed['id']}/").content.decode()
        # Both sides of a dispute stand there once more.
        page = re.sub(r'<article class="dispute">.*?</article>', "", page, flags=re.DOTALL)
        quoted = [html.unescape(quote) for quote in re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL)]
        values = [value for name in MADE_OF for value in event[name]]
        expected = [item["quote"] for value in (event, *values) for item in value["evidence"]]
        if not event["event_type"]:
            expected = [item["quote"] for item in event["evidence"] if item["supports"] != "type"] + [
                item["quote"] for value in values for item in value["evidence"]
            ]
        assert sorted(quoted) == sorted(expected), listed["id"]


def test_a_number_stands_as_it_was_reported(client: Client) -> None:
    page = client.get("/events/killing-and-injuring-of-protesters-in-dhi-qar-2019/").content.decode()
    assert "about 180" in page
    assert "more than 5,000" in page
    rivals = client.get("/events/attacks-on-us-forces-in-iraq-and-syria-2023-2024/").content.decode()
    assert rivals.count("rival report") == 2


def test_what_did_not_happen_is_said_first(client: Client) -> None:
    page = client.get("/events/release-of-detainees-in-dhi-qar/").content.decode()
    assert "Demanded, not done:" in page
