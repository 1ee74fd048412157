"""Questions of an analyst on the seeds: one or two requests, the one right answer, and why it is right."""

import pytest
from django.test import Client

from tests.api.helpers import get_json

pytestmark = pytest.mark.usefixtures("seeded")


def ids(client: Client, query: str) -> list[str]:
    """The ids of a list, in its order."""
    return [row["id"] for row in get_json(client, f"{query}&fields=id")["results"]]


def test_question_04_protests_in_nasiriyah_in_october_2024(client: Client) -> None:
    """Which protests were there? List and sum count the same four, and name three that are no facts."""
    query = "location=nasiriyah&event_type=protest&date=2024-10"
    page = get_json(client, f"events/?{query}&count=exact")
    total = get_json(client, f"events/aggregate/?{query}")
    assert page["count"] == total["total_distinct"] == 4
    assert page["left_out"] == total["left_out"] == {"hypothetical": 2, "planned": 1}


def test_question_06_who_killed_soleimani(client: Client) -> None:
    """Who killed Soleimani? The airstrike of January 2020 names him, and the United States began it."""
    assert ids(client, "events/?q=killed Soleimani") == ["us-airstrike-outside-baghdad-airport-2020-01"]
    event = get_json(client, "events/us-airstrike-outside-baghdad-airport-2020-01/")
    assert "united-states" in {
        (row["acts_for"] or row["actor"])["id"] for row in event["participants"] if row["role"] == "initiator"
    } | {row["actor"]["id"] for row in event["participants"] if row["role"] == "initiator"}


def test_question_16_traumatic_brain_injuries(client: Client) -> None:
    """Where are traumatic brain injuries told of? In the figures of the attacks on US forces alone."""
    found = ids(client, "events/?q=traumatic brain injuries")
    assert found == ids(client, 'events/?q="traumatic brain injuries"')
    assert found == ["attacks-on-us-forces-in-iraq-and-syria-2023-2024"]


def test_question_17_explosions_and_remote_violence_of_acled(client: Client) -> None:
    """What would ACLED call Explosions/Remote violence? What is coded as any of its six sub-event types."""
    found = set(ids(client, "events/?coding=acled:Explosions/Remote violence"))
    assert found == {
        slug
        for code in ("Air/drone strike", "Shelling/artillery/missile attack")
        for slug in ids(client, f"events/?coding=acled:{code}")
    }
    assert found == {
        "attacks-on-us-forces-in-iraq-and-syria-2023-2024",
        "us-airstrike-outside-baghdad-airport-2020-01",
        "us-retaliatory-strikes-on-militias",
    }


def test_question_25_events_in_syria(client: Client) -> None:
    """What happened in Syria? The same events by its code of two letters, of three, and by its name."""
    found = ids(client, "events/?country=SY")
    assert found
    for spelling in ("sy", "SYR", "Syria", "Syrian Arab Republic"):
        assert ids(client, f"events/?country={spelling}") == found


def test_question_26_a_map(client: Client) -> None:
    """What can be put on a map of what happened? The facts that have a precise point: ten, and no threat."""
    features = client.get("/ogc/collections/events/items?limit=1000").json()["features"]
    points = [feature for feature in features if feature["geometry"]]
    assert len(points) == 10
    assert {feature["properties"]["factuality"] for feature in points} <= {"occurred", "ongoing"}
    everything = client.get("/ogc/collections/events/items?limit=1000&factuality=any").json()["features"]
    assert sum(feature["geometry"] is not None for feature in everything) == 13


def test_question_30_what_is_only_demanded(client: Client) -> None:
    """What is only demanded? What is asked for by its word, and no default is in the way."""
    page = get_json(client, "events/?factuality=demanded&count=exact")
    assert page["count"] == get_json(client, "events/?count=exact")["left_out"]["demanded"] > 0
    assert (page["applied"], page["left_out"]) == ({}, {})
