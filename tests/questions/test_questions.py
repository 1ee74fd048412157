"""Questions of an analyst on the seeds: one or two requests, the one right answer, and why it is right."""

from typing import Any

import pytest
from django.test import Client

from tests.api.helpers import get_json

pytestmark = pytest.mark.usefixtures("seeded")


def ids(client: Client, query: str) -> list[str]:
    """The ids of a list, in its order."""
    return [row["id"] for row in get_json(client, f"{query}&fields=id")["results"]]


def total(client: Client, query: str) -> dict[str, Any]:
    """The figures or acts of a sum over all events of a query."""
    answer = get_json(client, f"events/aggregate/?{query}")["total"]
    return dict(answer["figures"] or answer["acts"])


def figures_of(client: Client, query: str, measure: str) -> list[tuple[str, Any, str, list[str]]]:
    """The figures of a measure in the events of a query: event, value, qualifier, and who says so."""
    return [
        (event["id"], row["value"], row["qualifier"], [actor["id"] for actor in row["attribution"]["by"]])
        for event in get_json(client, f"events/?{query}")["results"]
        for row in event["figures"]
        if row["measure"] == measure
    ]


def test_question_01_killed_in_dhi_qar_in_2019(client: Client) -> None:
    """How many were killed in Dhi Qar in 2019, and who says so? About 180, as civil organizations say.

    Their number has no end date, so a sum of 2019 alone counts it as spanning, not as none.
    """
    where = "location=dhi-qar&date=2019"
    event = "killing-and-injuring-of-protesters-in-dhi-qar-2019"
    assert figures_of(client, f"{where}&measure=killed", "killed") == [
        (event, 180, "about", ["civil-organizations-nasiriyah"])
    ]
    quotations = get_json(client, f"events/{event}/")["evidence"]
    assert any("180" in quotation["quote"] for quotation in quotations)
    answer = total(client, f"metric=killed&{where}")
    assert (answer["value"], answer["events_spanning"]) == (None, 1)
    assert total(client, "metric=killed&location=dhi-qar")["value"] == 180


def test_question_02_attacks_on_us_forces(client: Client) -> None:
    """How many attacks on US forces? At least 150: "more than 150" and "about 150" agree."""
    answer = total(client, "metric=acts&target=us-armed-forces")
    assert (answer["low"], answer["value"], answer["high"]) == (150, 150, None)
    assert (answer["events"], answer["events_floor"], answer["events_disputed"]) == (1, 1, 0)


def test_question_03_arrests_in_nasiriyah_in_october_2024(client: Client) -> None:
    """How many were arrested in Nasiriyah in October 2024? 578 in its province: none says where in it."""
    query = "location=dhi-qar&date=2024-10"
    answer = total(client, f"metric=arrested&{query}")
    assert (answer["low"], answer["value"], answer["high"], answer["events"]) == (578, 578, 578, 1)
    numbers = figures_of(client, f"{query}&measure=arrested", "arrested")
    assert ("arrests-in-dhi-qar-2024-10", 578, "exact", ["muqdad-miri"]) in numbers
    assert total(client, "metric=arrested&location=nasiriyah&date=2024-10")["value"] is None


def test_question_04_protests_in_nasiriyah_in_october_2024(client: Client) -> None:
    """Which protests were there? List and sum count the same four, and name three that are no facts."""
    query = "location=nasiriyah&event_type=protest&date=2024-10"
    page = get_json(client, f"events/?{query}&count=exact")
    total = get_json(client, f"events/aggregate/?{query}")
    assert page["count"] == total["total_distinct"] == 4
    assert page["left_out"] == total["left_out"] == {"hypothetical": 2, "planned": 1}


def test_question_05_us_troops_in_iraq(client: Client) -> None:
    """How many US troops are in Iraq? 2,500, as of January 2024; those of 2014 are not added to them."""
    answer = total(client, "metric=troops&country=IQ")
    assert (answer["low"], answer["value"], answer["high"]) == (2500, 2500, 2500)
    (series,) = answer["series"]
    assert (series["date"], series["event"]) == ("2024-01-27", "us-troops-in-iraq-january-2024")


def test_question_06_who_killed_soleimani(client: Client) -> None:
    """Who killed Soleimani? The airstrike of January 2020 names him, and the United States began it."""
    assert ids(client, "events/?q=killed Soleimani") == ["us-airstrike-outside-baghdad-airport-2020-01"]
    event = get_json(client, "events/us-airstrike-outside-baghdad-airport-2020-01/")
    assert "united-states" in {
        (row["acts_for"] or row["actor"])["id"] for row in event["participants"] if row["role"] == "initiator"
    } | {row["actor"]["id"] for row in event["participants"] if row["role"] == "initiator"}


def test_question_07_killed_in_iraq(client: Client) -> None:
    """How many were killed in Iraq? About 180 protesters and at least the two whom the airstrike names."""
    answer = total(client, "metric=killed&country=IQ")
    assert (answer["low"], answer["value"], answer["high"]) == (182, 182, None)
    assert (answer["events"], answer["events_approximate"], answer["events_floor"]) == (2, 1, 2)
    by_harmed = get_json(client, "events/aggregate/?metric=killed&country=IQ&group_by=harmed")["buckets"]
    numbers = {bucket["key"][0]["id"]: bucket["figures"]["value"] for bucket in by_harmed}
    assert numbers["protesters-of-2019-in-dhi-qar"] == 180
    assert numbers["qassem-soleimani"] is None  # counted together with another: one each is not said


def test_question_08_injured_on_18_october_2024(client: Client) -> None:
    """How many were injured on 18 October 2024? At least 24; the 5,000 since 2019 are not of that day."""
    answer = total(client, "metric=injured&date=2024-10-18")
    assert (answer["low"], answer["value"], answer["high"]) == (24, 24, None)
    assert (answer["events"], answer["events_spanning"]) == (1, 1)


def test_question_12_events_a_month_from_october_2023_to_january_2024(client: Client) -> None:
    """How many events a month? Four months were asked for: what surely and what possibly began in each."""
    body = get_json(client, "events/aggregate/?group_by=month&date=2023-10/2024-01")
    starts = {one["key"][0]["id"]: (one["certain"], one["possible"]) for one in body["buckets"]}
    assert starts == {"2023-10": (4, 5), "2023-11": (0, 0), "2023-12": (0, 0), "2024-01": (4, 4)}
    began_before = body["began_before"]["records"] + body["began_before"]["wholes"]
    undated = body["undated"]["records"] + body["undated"]["wholes"]
    assert (began_before, undated) == (10, 23)
    # Each event once: surely in a month, possibly in October alone, anywhere, or before.
    assert (
        sum(certain for certain, _ in starts.values()) + 1 + undated + began_before == body["total_distinct"]
    )


def test_question_22_top_actors(client: Client) -> None:
    """Who took part most often? The buckets are of facts, as the lists that they open are."""
    body = get_json(client, "events/aggregate/?group_by=actor&top=3")
    for bucket in body["buckets"]:
        found = get_json(client, f"events/?{bucket['query']}&count=exact")["count"]
        assert found == bucket["records"] + bucket["wholes"]
    numbers = [bucket["records"] for bucket in body["buckets"]]
    assert numbers == sorted(numbers, reverse=True)


def test_question_23_events_by_province(client: Client) -> None:
    """How many events in each province? Those of which only the country is known stand beside."""
    body = get_json(client, "events/aggregate/?group_by=location:admin1&country=IQ")
    provinces = {one["key"][0]["id"]: one["records"] for one in body["buckets"]}
    assert provinces["dhi-qar"] == max(provinces.values())
    assert body["imprecise"]["records"] > 0


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


def test_question_09_what_sudani_said(client: Client) -> None:
    """What did Sudani say? Eight claims, each with its sentence and its article in the row."""
    rows = get_json(client, "claims/?speaker=mohammed-shia-al-sudani")["results"]
    assert len(rows) == 8
    for row in rows:
        for quotation in row["evidence"]:
            assert quotation["quote"]
            assert quotation["article"]["id"]
        assert row["evidence"]


def test_question_10_what_contradicts_what(client: Client) -> None:
    """What contradicts what? Pairs with both ends whole: here two counts of the same attacks."""
    (row,) = get_json(client, "contradictions/?how=numeric")["results"]
    left, right = row["left"]["figure"], row["right"]["figure"]
    assert {left["wording"], right["wording"]} == {
        "more than 150 missile and drone attacks",
        "about 150 times",
    }
    for end in (left, right):
        assert end["evidence"][0]["quote"]
        assert end["evidence"][0]["article"]["id"]


def test_question_19_which_groups_iran_backs(client: Client) -> None:
    """Which groups does Iran back? Those that are said to be backed by it; its ally Iraq is none of them."""
    rows = get_json(client, "actors/?affiliated_with=iran&affiliation_type=backed_by&fields=id")["results"]
    assert [row["id"] for row in rows] == [
        "iran-backed-militias-in-iraq",
        "islamic-resistance-in-iraq",
        "popular-mobilization-forces",
    ]


def test_question_21_what_the_us_said_of_the_timing(client: Client) -> None:
    """What did the US say of the timing? The state itself, and beside it the officials who belong to it."""
    own = ids(client, "claims/?speaker=united-states")
    officials = ids(client, "claims/?affiliated_with=united-states")
    assert "us-timing-is-related-to-the-attacks" in own
    assert {
        "us-officials-decision-is-related-to-the-attacks",
        "us-officials-talks-were-underway-before-october-7",
    } <= set(officials)


def test_question_27_what_came_in_response_to_the_attacks(client: Client) -> None:
    """What came in response to the attacks on US forces? The strikes, of all that is related to them."""
    attacks = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"
    assert ids(client, f"events/?related_to={attacks}&relation_type=response_to") == [
        "us-retaliatory-strikes-on-militias"
    ]


def test_question_26_a_map(client: Client) -> None:
    """What can be put on a map of what happened? The facts that have a precise point: ten, and no threat."""
    features = client.get("/ogc/collections/events/items?limit=1000").json()["features"]
    points = [feature for feature in features if feature["geometry"]]
    assert len(points) == 10
    assert {feature["properties"]["factuality"] for feature in points} <= {"occurred", "ongoing"}
    everything = client.get("/ogc/collections/events/items?limit=1000&factuality=any").json()["features"]
    assert sum(feature["geometry"] is not None for feature in everything) == 13


def test_question_28_figures_of_civil_organizations(client: Client) -> None:
    """Which figures do civil organizations give? About 180 killed and more than 5,000 injured, since 2019."""
    said = "attributed_to=civil-organizations-nasiriyah"
    event = "killing-and-injuring-of-protesters-in-dhi-qar-2019"
    by = ["civil-organizations-nasiriyah"]
    assert figures_of(client, said, "killed") == [(event, 180, "about", by)]
    assert figures_of(client, said, "injured") == [(event, 5000, "more_than", by)]
    assert total(client, f"metric=killed&{said}")["value"] == 180
    injured = total(client, f"metric=injured&{said}")
    assert (injured["low"], injured["high"]) == (5000, None)


def test_question_30_what_is_only_demanded(client: Client) -> None:
    """What is only demanded? What is asked for by its word, and no default is in the way."""
    page = get_json(client, "events/?factuality=demanded&count=exact")
    assert page["count"] == get_json(client, "events/?count=exact")["left_out"]["demanded"] > 0
    assert (page["applied"], page["left_out"]) == ({}, {})
