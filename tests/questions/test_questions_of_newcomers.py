"""Questions of somebody who has read README and docs alone: one request, the one right answer, and why."""

from typing import Any

import pytest
from django.test import Client

from tests.api.helpers import get_json

pytestmark = pytest.mark.usefixtures("seeded")


def ids(client: Client, query: str) -> list[str]:
    """The ids of a list, in its order."""
    return [row["id"] for row in get_json(client, f"{query}&limit=200&fields=id")["results"]]


def test_what_acled_would_have_as_protests(client: Client) -> None:
    """Three protests. The storming of one has that code as out of ACLED's scope: it stands on the protest."""
    protests = [
        "peak-of-the-protests-on-friday-night-2024-10-18",
        "protest-in-al-habboubi-square-2024-10-18",
        "protests-in-nasiriyah-2024-10",
        "tishreen-protests-2019",
    ]
    assert sorted(ids(client, "events/?coding=acled:Protests")) == protests
    assert ids(client, "events/?coding=acled:Agreement") == []  # talks without one are out of its scope
    buckets = get_json(client, "events/aggregate/?group_by=coding:acled&factuality=any")["buckets"]
    numbers = {bucket["key"][0]["id"]: bucket["records"] + bucket["wholes"] for bucket in buckets}
    assert "Other" not in numbers
    assert (numbers["Peaceful protest"], numbers["Arrests"]) == (3, 3)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # The war of October 2024 has an initiator; in the war with Hamas both are participants.
        (
            "initiator=israel&event_type=assault",
            ["israeli-counteroffensive-in-gaza", "israeli-war-ongoing-in-october-2024"],
        ),
        (
            "initiator=united-states&target=iran-backed-militias-in-iraq",
            ["us-retaliatory-strikes-on-militias"],
        ),
        (
            "participant_role=victim&date=2020&date_match=certain",
            ["us-airstrike-outside-baghdad-airport-2020-01"],
        ),
        ("date=2023-10-07&date_match=within", ["hamas-led-attack-in-southern-israel-2023-10-07"]),
        (
            "missing=participant",
            ["issue-of-the-withdrawal-surfaces-again", "sensitive-conditions-in-the-region-2024-10"],
        ),
        ("related_to=arrests-in-dhi-qar-2024-10&relation_type=caused_by", ["protests-in-nasiriyah-2024-10"]),
        ("country=Palestine", ["israeli-counteroffensive-in-gaza", "war-between-israel-and-hamas"]),
        ("measure=injured&figure_min=100", ["killing-and-injuring-of-protesters-in-dhi-qar-2019"]),
    ],
)
def test_which_events(client: Client, query: str, found: list[str]) -> None:
    assert sorted(ids(client, f"events/?{query}")) == found


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("metric=arrested&country=Iraq", (578, 578, 578)),
        ("metric=acts&initiator=islamic-resistance-in-iraq", (150, 150, None)),
        ("metric=troops&date=2014", (2000, 2000, None)),  # thousands returned
        ("metric=troops&date=2024", (2500, 2500, 2500)),
        ("metric=injured&attributed_to=police-of-dhi-qar", (22, 22, None)),  # three officers and 19 others
        ("metric=duration", (1, 1, None)),  # the protests of 2019: for over a year
    ],
)
def test_how_many(client: Client, query: str, numbers: tuple[Any, ...]) -> None:
    total = get_json(client, f"events/aggregate/?{query}")["total"]
    figures = total["figures"] or total["acts"]
    assert (figures["low"], figures["value"], figures["high"]) == numbers


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("الناصرية", "nasiriyah"),
        ("Насирия", "nasiriyah"),
        ("ذي قار", "dhi-qar"),
        ("سليماني", "qassem-soleimani"),
        ("muhandis abu mahdi", "abu-mahdi-al-muhandis"),
        ("Roumanowski", "alina-romanowski"),
        ("الشرق الأوسط", "asharq-al-awsat"),
        ("Habbobi", "al-habboubi-square"),
        ("Iraqi Ministry of the Interior", "ministry-of-interior-of-iraq"),
    ],
)
def test_whose_id_it_is(client: Client, typed: str, meant: str) -> None:
    assert get_json(client, f"suggest/?q={typed}&limit=1")["results"][0]["id"] == meant


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("actors/?affiliated_with=badr-organization", ["hadi-al-amiri", "najah-al-abadi"]),
        ("actors/?affiliated_with=iraq&affiliation_type=leads&affiliated_on=2003", ["saddam-hussein"]),
        ("claims/?speaker=none&relayed_by=reuters", ["cessation-of-attacks-was-a-precondition"]),
        (
            "claims/?speaker=islamic-resistance-in-iraq&has_contradiction=true",
            [
                "islamic-resistance-attacks-are-retaliation",
                "islamic-resistance-attacks-brought-about-the-decision",
            ],
        ),
        ("locations/?within=dhi-qar", ["al-habboubi-square", "central-nasiriyah", "dhi-qar", "nasiriyah"]),
    ],
)
def test_who_says_what_and_belongs_where(client: Client, query: str, found: list[str]) -> None:
    assert sorted(ids(client, query)) == found


def test_us_troops_by_year(client: Client) -> None:
    """The state of 2024 goes on since 2014; what is reported of it is of January 2024."""
    body = get_json(client, "events/aggregate/?metric=troops&group_by=year&date=2014/2024")
    values = {bucket["key"][0]["id"]: bucket["figures"]["value"] for bucket in body["buckets"]}
    assert {year: value for year, value in values.items() if value} == {"2014": 2000, "2024": 2500}
