"""What an analyst asks of the three articles, answered by the API alone, each answer with its sentence."""

from typing import Any

import pytest
from django.test import Client

from tests.api.helpers import event_ids, get_json

pytestmark = pytest.mark.usefixtures("seeded")

TALKS_A = "iraq-us-begin-formal-talks-to-end-coalition-mission"
TALKS_B = "united-states-and-iraq-began-talks-to-end-coalition"
PROTESTS = "widespread-protests-in-southern-iraq-over-arrest-of-activists"
SESSION = "first-session-of-us-iraq-talks-2024-01-27"
NEGOTIATIONS = "us-iraq-negotiations-on-the-coalition-mission"
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"
DECISION = "us-decision-to-negotiate-the-end-of-the-coalition"
STRIKES = "us-retaliatory-strikes-on-militias"
STORMING = "storming-of-the-protest-site-2024-10-18"
ARRESTS = "arrests-in-dhi-qar-2024-10"
UNREST = "protests-in-nasiriyah-2024-10"


def matching_ids(client: Client, query: str) -> set[str]:
    """The ids of the events that a query gives."""
    return set(event_ids(client, query))


def event(client: Client, slug: str) -> Any:
    """The whole record of an event."""
    return get_json(client, f"events/{slug}/")


def names(actors: list[dict[str, Any]]) -> set[str]:
    """The ids of actors."""
    return {actor["id"] for actor in actors}


def speakers_of(part: dict[str, Any]) -> set[str]:
    """Who vouches for a part; nobody where the article does so itself."""
    return names(part["attribution"]["by"])


def quotes_of(part: dict[str, Any]) -> set[str]:
    """The articles that a part rests on."""
    return {one["article"]["id"] for one in part["evidence"]}


def words(part: dict[str, Any]) -> str:
    """The quotations that a part rests on."""
    return " | ".join(one["quote"] for one in part["evidence"])


def test_which_events_happened_in_dhi_qar_or_any_place_within_it(client: Client) -> None:
    happened = matching_ids(client, "location=dhi-qar")
    square, city = STORMING, "peak-of-the-protests-on-friday-night-2024-10-18"
    assert happened >= {square, city, ARRESTS, UNREST, "killing-and-injuring-of-protesters-in-dhi-qar-2019"}
    assert (
        matching_ids(client, "location=al-habboubi-square")
        < matching_ids(client, "location=nasiriyah")
        < happened
    )
    # What is only said about the province did not happen there.
    assert "authorities-justification-of-the-arrests" not in happened
    assert happened <= matching_ids(client, f"article={PROTESTS}")
    (place,) = event(client, STORMING)["places"]
    assert (place["location"]["id"], place["role"]) == ("al-habboubi-square", "scene")
    assert "Al-Habboubi Square" in words(place)


def test_what_happened_in_southern_iraq_holds_what_happened_in_dhi_qar(client: Client) -> None:
    assert "southern-iraq" in {one["id"] for one in get_json(client, "locations/dhi-qar/")["also_in"]}
    south = matching_ids(client, "location=southern-iraq")
    assert south >= matching_ids(client, "location=dhi-qar")
    assert not south & matching_ids(client, "location=baghdad")
    named = [p for p in event(client, UNREST)["places"] if p["location"]["id"] == "southern-iraq"]
    assert "Southern Iraq" in words(named[0])  # only the headline is as wide as that
    assert {one["part"] for one in named[0]["evidence"]} == {"headline"}


def test_who_initiated_attacks_on_us_forces_how_many_and_according_to_whom(client: Client) -> None:
    attacks = matching_ids(client, "target=us-armed-forces&event_type=assault")
    assert CAMPAIGN in attacks
    campaign = event(client, CAMPAIGN)
    initiators = {
        p["actor"]["id"]: quotes_of(p) for p in campaign["participants"] if p["role"] == "initiator"
    }
    assert initiators["islamic-resistance-in-iraq"] == {TALKS_A}  # the other article names no group
    assert initiators["iran-backed-militias-in-iraq"] == {TALKS_A, TALKS_B}
    counts = {(f["qualifier"], f["value"]): f for f in campaign["figures"] if f["measure"] == "acts"}
    assert quotes_of(counts["more_than", 150]) == {TALKS_A}
    assert quotes_of(counts["about", 150]) == {TALKS_B}
    assert {f["attribution"]["voice"] for f in counts.values()} == {"article"}  # neither names a source
    keys = {f"{CAMPAIGN}/{one['key']}" for one in counts.values()}
    clashes = [c for c in campaign["contradictions"] if {c["left"]["id"], c["right"]["id"]} == keys]
    assert [clash["how"] for clash in clashes] == ["numeric"]


def test_which_events_both_articles_on_the_talks_report(client: Client) -> None:
    in_a, in_b = matching_ids(client, f"article={TALKS_A}"), matching_ids(client, f"article={TALKS_B}")
    assert in_a & in_b >= {
        *(SESSION, NEGOTIATIONS, CAMPAIGN, STRIKES, DECISION),
        "us-invasion-of-iraq-2003",
        "withdrawal-of-us-combat-forces-from-iraq-2011",
        "return-of-us-troops-to-iraq-2014",
        "war-between-israel-and-hamas",
    }
    # Two accounts of how the talks were made known, which are not equated.
    assert "announcement-of-us-iraq-talks-2024-01-25" in in_a - in_b
    assert "us-letter-to-iraq-announcing-negotiations" in in_b - in_a
    assert not (in_a | in_b) & matching_ids(client, f"article={PROTESTS}")
    assert {one["article"]["id"] for one in event(client, SESSION)["sources"]} == {TALKS_A, TALKS_B}


def test_what_may_have_happened_in_october_2023_and_what_certainly_was_under_way(client: Client) -> None:
    possible = matching_ids(client, "date=2023-10")
    certain = matching_ids(client, "date=2023-10&date_match=certain")
    attack = "hamas-led-attack-in-southern-israel-2023-10-07"
    assert certain < possible
    assert certain >= {attack, "war-between-israel-and-hamas", CAMPAIGN, NEGOTIATIONS}
    assert possible - certain >= {STRIKES, DECISION, "stall-of-the-us-iraq-negotiations"}
    assert not possible & {SESSION, STORMING, "us-airstrike-outside-baghdad-airport-2020-01"}
    assert attack in matching_ids(client, "date=2023-10&date_match=within")
    # Before the war only the negotiations were certainly under way, not the attacks.
    before = matching_ids(client, "date=2023-10-01/2023-10-06&date_match=certain")
    assert NEGOTIATIONS in before
    assert CAMPAIGN not in before


def test_which_claims_contradict_each_other_and_where(client: Client) -> None:
    claims = get_json(client, "claims/?has_contradiction=true&limit=200")["results"]
    pairs = {frozenset({claim["id"], other["id"]}) for claim in claims for other in claim["contradicts"]}
    dispute = {
        "us-officials-decision-is-related-to-the-attacks": {TALKS_A},
        "islamic-resistance-attacks-brought-about-the-decision": {TALKS_A},
    }
    reasons = {
        "us-officials-decision-is-related-to-the-attacks": {TALKS_A},
        "talks-b-washington-wants-to-reduce-political-pressure": {TALKS_B},
    }
    arrests = {
        "authorities-arrests-were-under-judicial-warrants": {PROTESTS},
        "protest-groups-police-chief-targets-activists": {PROTESTS},
    }
    for pair in (dispute, reasons, arrests):
        assert frozenset(pair) in pairs
        for claim, articles in pair.items():
            assert quotes_of(get_json(client, f"claims/{claim}/")) == articles
    assert {CAMPAIGN, ARRESTS, DECISION} <= matching_ids(client, "has_contradiction=true")


def test_whether_the_attacks_brought_the_decision_about_is_affirmed_and_denied(client: Client) -> None:
    causes = {
        (row["polarity"], *speakers_of(row)): words(row)
        for row in event(client, DECISION)["relations"]
        if (row["type"], row["direction"], row["event"]["id"]) == ("caused_by", "outgoing", CAMPAIGN)
    }
    assert "took credit for the decision" in causes["affirmed", "islamic-resistance-in-iraq"]
    assert "unrelated to the attacks" in causes["denied", "us-officials-talks-a"]


def test_how_many_were_injured_on_the_friday_and_who_says_so(client: Client) -> None:
    friday = "date=2024-10-18&date_match=certain"
    assert STORMING in matching_ids(client, f"{friday}&measure=injured")
    injured = [f for f in event(client, STORMING)["figures"] if f["measure"] == "injured"]
    police = {f["value"] for f in injured if speakers_of(f) == {"police-of-dhi-qar"}}
    assert police == {3, 19}
    assert STORMING in matching_ids(client, f"{friday}&measure=injured&attributed_to=police-of-dhi-qar")
    (protesters,) = [f for f in injured if speakers_of(f) == {"activists-nasiriyah"}]
    assert (protesters["qualifier"], protesters["value"], protesters["high"]) == ("many", None, None)
    # A sum is the coder's, and says so.
    sums = {(f["value"], f["attribution"]["voice"]) for f in injured if f["derived"]}
    assert sums <= {(22, "coder")}


def test_how_many_died_on_the_friday_is_unknown_and_not_zero(client: Client) -> None:
    assert not [f for f in event(client, STORMING)["figures"] if f["measure"] == "killed"]
    assert STORMING not in matching_ids(client, "measure=killed")
    assert STORMING not in matching_ids(client, "measure=killed&figure_max=0")
    assert "killing-and-injuring-of-protesters-in-dhi-qar-2019" in matching_ids(client, "measure=killed")


def test_who_holds_which_office(client: Client) -> None:
    people = get_json(client, "actors/?kind=person&limit=200")["results"]
    offices = {
        (person["id"], held["object"]["id"]): held
        for person in people
        for held in get_json(client, f"actors/{person['id']}/")["affiliations"]
        if held["type"] == "holds_office"
    }
    holders = {
        ("mohammed-shia-al-sudani", "government-of-iraq"): "prime minister",
        ("abdul-latif-rashid", "iraq"): "president",
        ("fuad-hussein", "ministry-of-foreign-affairs-of-iraq"): "minister of foreign affairs",
        ("alina-romanowski", "united-states"): "ambassador",
        ("george-w-bush", "united-states"): "president",
        ("najah-al-abadi", "police-of-dhi-qar"): "police chief",
        ("muqdad-miri", "ministry-of-interior-of-iraq"): "spokesperson",
    }
    for key, title in holders.items():
        assert title in offices[key]["title"].lower()
        assert offices[key]["evidence"]
    assert offices["george-w-bush", "united-states"]["valid"]["edtf"].startswith("2003")
    # Being close to an organisation is no office in it, nor membership.
    close = get_json(client, "actors/najah-al-abadi/")["affiliations"]
    assert {a["type"] for a in close if a["object"]["id"] == "badr-organization"} == {"close_to"}


def test_what_is_only_planned_alleged_or_demanded(client: Client) -> None:
    planned, alleged, demanded, done = (
        matching_ids(client, f"factuality={word}") for word in ("planned", "alleged", "demanded", "occurred")
    )
    withdrawal, release = "withdrawal-of-coalition-forces-from-iraq", "release-of-detainees-in-dhi-qar"
    targeting = "alleged-targeting-of-tishreen-activists"
    assert {"end-of-the-coalition-mission-in-iraq", withdrawal} <= planned
    assert {targeting, "alleged-weapons-of-mass-destruction-of-iraq"} <= alleged
    assert {"dismissal-of-the-police-chief", release} <= demanded
    assert not done & (planned | alleged | demanded)
    assert names(event(client, targeting)["factuality_by"]) == {"protest-groups-nasiriyah"}
    assert names(event(client, release)["factuality_by"]) == {"protesters-in-nasiriyah"}
    # Asking for it was done, and leads to what was asked for.
    request = "sudani-request-for-prompt-departure-of-coalition-forces"
    assert request in done
    rows = [row for row in event(client, request)["relations"] if row["direction"] == "outgoing"]
    assert ("demands", withdrawal) in {(row["type"], row["event"]["id"]) for row in rows}


def test_what_the_text_says_of_a_date_and_what_outside_sources_add(client: Client) -> None:
    article = get_json(client, f"articles/{PROTESTS}/")["publication_date"]
    assert (article["basis"], bool(article["source"])) == ("external", True)
    outside = matching_ids(client, "date_basis=external")
    assert STORMING in outside
    assert outside <= matching_ids(client, f"article={PROTESTS}")  # the articles on the talks date themselves
    record = event(client, STORMING)
    assert (record["date"]["edtf"], bool(record["date"]["source"])) == ("2024-10-18", True)
    reports = {row["attribution"]["basis"]: row for row in record["date_reports"]}
    assert (reports["text"]["edtf"], reports["text"]["weekday"]) == (None, "friday")
    assert reports["external"]["edtf"] == "2024-10-18"
    assert reports["external"]["attribution"]["source"]
    assert "On Friday" in words(reports["text"])


def test_every_answer_shows_the_sentence_that_it_rests_on(client: Client) -> None:
    texts = {slug: get_json(client, f"articles/{slug}/")["text"] for slug in (TALKS_A, TALKS_B, PROTESTS)}
    for slug in (SESSION, CAMPAIGN, DECISION, ARRESTS, STORMING):
        record = event(client, slug)
        parts = ("places", "participants", "figures", "date_reports", "relations")
        rows = [record, *(row for name in parts for row in record[name])]
        assert all(row["evidence"] for row in rows)
        for quote in (quote for row in rows for quote in row["evidence"]):
            text = texts[quote["article"]["id"]]
            assert text[quote["start"] : quote["end"]] == quote["quote"]
