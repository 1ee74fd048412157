"""The page of a claim: who says it, about what, and its sentence."""

import html
import re

import pytest
from django.test import Client

from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]


def test_every_claim_shows_its_quotations_and_what_it_is_about_by_title(client: Client) -> None:
    titles = {
        event["id"]: event["title"]
        for event in get_json(client, "events/?factuality=any&limit=200")["results"]
    }
    for claim in get_json(client, "claims/?limit=200")["results"]:
        page = client.get(f"/claims/{claim['id']}/").content.decode()
        page = re.sub(r'<article class="dispute">.*?</article>', "", page, flags=re.DOTALL)
        quoted = [html.unescape(quote) for quote in re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL)]
        whole = get_json(client, f"claims/{claim['id']}/")
        assert sorted(quoted) == sorted(item["quote"] for item in whole["evidence"]), claim["id"]
        for subject in whole["about"]:
            if subject["kind"] == "event":
                assert titles[subject["id"]] in html.unescape(page), claim["id"]
