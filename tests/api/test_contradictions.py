"""Contradictions: what cannot both stand, side by side, each end whole."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.choices import ReviewStatus
from events.models import Contradiction
from tests import factories as make
from tests.api.helpers import error_codes, get_json

LISTS = {"figure": "figures", "date_report": "date_reports", "affiliation": "affiliations"}


def all_rows(client: Client, query: str = "") -> list[Any]:
    """The rows of all pages of seven."""
    page = get_json(client, f"contradictions/?limit=7{query}")
    rows = page["results"]
    while page["next"]:
        page = client.get(page["next"]).json()
        rows += page["results"]
    return list(rows)


@pytest.mark.usefixtures("seeded")
def test_every_contradiction_of_the_records_is_listed_once_with_its_ends_whole(client: Client) -> None:
    rows = all_rows(client)
    ends = [(row["how"], row["left"]["id"], row["right"]["id"]) for row in rows]
    assert len(set(ends)) == len(ends) == Contradiction.objects.count() > 20
    for row in rows:
        for end in (row["left"], row["right"]):
            record = get_json(client, f"{end['record']['collection']}/{end['record']['id']}/")
            whole = end[end["kind"]]
            if end["kind"] == "claim":
                assert (whole, end["record"]["name"]) == (record, record["proposition"])
            else:
                assert whole in record[LISTS[end["kind"]]]
                assert end["id"] == f"{record['id']}/{whole['key']}"
            assert whole["evidence"][0]["article"]["id"]
            others = {"claim", *LISTS} - {end["kind"]}
            assert [end[name] for name in others] == [None] * 3


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("query", "belongs"),
    [
        ("how=numeric", lambda row: row["how"] == "numeric"),
        (
            "event=attacks-on-us-forces-in-iraq-and-syria-2023-2024",
            lambda row: any(
                end["record"]["id"] == "attacks-on-us-forces-in-iraq-and-syria-2023-2024"
                for end in (row["left"], row["right"])
            ),
        ),
        (
            "actor=popular-mobilization-forces",
            lambda row: any(
                end["record"]["id"] == "popular-mobilization-forces" for end in (row["left"], row["right"])
            ),
        ),
        (
            "claim=us-timing-is-related-to-the-attacks",
            lambda row: any(
                end["id"] == "us-timing-is-related-to-the-attacks" for end in (row["left"], row["right"])
            ),
        ),
    ],
)
def test_filters_choose_by_either_end(client: Client, query: str, belongs: Any) -> None:
    every = all_rows(client)
    found = all_rows(client, f"&{query}")
    assert found == [row for row in every if belongs(row)]
    assert 0 < len(found) < len(every)
    name, _, value = query.partition("=")
    assert all_rows(client, f"&exclude_{name}={value}") == [row for row in every if not belongs(row)]


@pytest.mark.usefixtures("seeded")
def test_queries_do_not_grow_with_rows(client: Client) -> None:
    def counted(limit: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            get_json(client, f"contradictions/?limit={limit}")
        return len(queries)

    assert counted(20) == counted(50)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [status for status in ReviewStatus if status != "published"])
def test_a_contradiction_with_what_is_not_public_is_secret(client: Client, status: ReviewStatus) -> None:
    with make.change():
        shown = make.claim("shown", review_status="published")
        secret = make.claim("secret", review_status="published")
        Contradiction.objects.create(left_claim=shown, right_claim=secret, how="direct")
    assert len(all_rows(client)) == 1
    with make.change():
        secret.review_status, secret.withdrawn_reason = status, "Hidden."
        secret.save()
    assert all_rows(client) == []


@pytest.mark.usefixtures("seeded")
def test_mistakes_are_named(client: Client) -> None:
    assert error_codes(client, "contradictions/?how=numerc") == {"how": "invalid_choice"}
    assert error_codes(client, "contradictions/?event=nothing") == {"event": "unknown_id"}
    assert error_codes(client, "contradictions/?limit=51") == {"limit": "out_of_range"}
    assert error_codes(client, "contradictions/?cursor=x") == {"cursor": "invalid_cursor"}
    assert error_codes(client, "contradictions/?q=x") == {"q": "unknown_parameter"}
    cursor = get_json(client, "contradictions/?limit=1")["next_cursor"]
    assert error_codes(client, f"contradictions/?how=direct&cursor={cursor}") == {"cursor": "invalid_cursor"}
