"""Questions of an analyst on the seeds that records answer: dates, ties, places, articles, what is new."""

import pytest
from django.test import Client

from events import changes
from events.models import Event
from tests.api.helpers import event_ids, get_json

pytestmark = pytest.mark.usefixtures("seeded")
NASIRIYAH = "near=31.05,46.26&radius_km=50"


def test_question_11_when_the_talks_began(client: Client) -> None:
    """When did the talks begin? The formal ones on 27 January 2024, as both articles say in four wordings."""
    (row,) = get_json(client, 'events/?q="formal talks"')["results"]
    assert (row["id"], row["date"]["edtf"]) == ("first-session-of-us-iraq-talks-2024-01-27", "2024-01-27")
    reports = get_json(client, f"events/{row['id']}/")["date_reports"]
    assert {report["edtf"] for report in reports} == {"2024-01-27"}
    assert len(reports) == 4
    assert len({report["article"]["id"] for report in reports}) == 2


def test_question_13_dyads_of_assaults(client: Client) -> None:
    """Who assaulted whom? Pairs of initiator and target, each with the query that lists its events."""
    page = get_json(client, "events/aggregate/?group_by=initiator&group_by=target&event_type=assault")
    dyads = {tuple(key["id"] for key in bucket["key"]): bucket for bucket in page["buckets"]}
    assert {("hamas", "israel"), ("islamic-resistance-in-iraq", "us-armed-forces")} <= dyads.keys()
    for bucket in dyads.values():
        assert len(event_ids(client, bucket["query"])) == bucket["records"] + bucket["wholes"] > 0


def test_question_14_within_50_km_of_nasiriyah(client: Client) -> None:
    """What happened within 50 km of Nasiriyah? Seven facts surely; what is coded to wider places may have."""
    certain, possible = event_ids(client, NASIRIYAH), event_ids(client, f"{NASIRIYAH}&place_match=possible")
    assert len(certain) == 7
    assert set(certain) < set(possible)
    assert "arrests-in-dhi-qar-2024-10" in set(possible) - set(certain)


def test_question_15_what_one_article_reports(client: Client) -> None:
    """What does one article report? 21 facts, and ten that it tells as feared, planned or alleged."""
    article = "article=widespread-protests-in-southern-iraq-over-arrest-of-activists&count=exact"
    page = get_json(client, f"events/?{article}")
    assert (page["count"], sum(page["left_out"].values())) == (21, 10)
    assert get_json(client, f"events/?{article}&factuality=any")["count"] == 31


def test_question_18_whom_the_police_chief_is_linked_to(client: Client) -> None:
    """Whom is the police chief linked to? The Badr Organization, which is near him and not his body."""
    (found,) = get_json(client, "suggest/?q=police chief")["results"]
    ties = get_json(client, f"actors/{found['id']}/")["affiliations"]
    assert [(tie["type"], tie["object"]["id"]) for tie in ties] == [
        ("holds_office", "police-of-dhi-qar"),
        ("member_of", "police-of-dhi-qar"),
        ("from", "najaf"),
        ("close_to", "badr-organization"),
    ]
    assert all(tie["evidence"] for tie in ties)


def test_question_20_whether_the_state_controls_the_forces(client: Client) -> None:
    """Do the Popular Mobilization Forces obey the state? On paper, and not in practice: both sentences."""
    (row,) = get_json(client, "contradictions/?actor=popular-mobilization-forces")["results"]
    assert row["how"] == "official_vs_practice"
    ends = [row[side]["affiliation"] for side in ("left", "right")]
    assert [(end["type"], end["status"]) for end in ends] == [
        ("controlled_by", "official"),
        ("independent_of", "de_facto"),
    ]
    assert [end["evidence"][0]["quote"] for end in ends] == [
        "that is officially under the control of the Iraqi military",
        "But it largely operates on its own in practice.",
    ]


def test_question_24_the_invasion_of_2003(client: Client) -> None:
    """Who invaded Iraq in 2003? The United States and George W. Bush; against Iraq and Saddam Hussein."""
    (row,) = get_json(client, "events/?date=2003&event_type=assault")["results"]
    assert (row["id"], row["date"]["precision"]) == ("us-invasion-of-iraq-2003", "year")
    roles = {(part["role"], part["actor"]["id"]) for part in row["participants"]}
    assert roles == {
        ("initiator", "united-states"),
        ("initiator", "george-w-bush"),
        ("target", "saddam-hussein"),
        ("target", "iraq"),
    }


def test_question_29_what_is_new(client: Client) -> None:
    """What is new? Nothing since the last cursor; after a change, that change alone."""
    cursor = get_json(client, "changes/?limit=1000")["next_cursor"]
    assert get_json(client, f"changes/?cursor={cursor}")["results"] == []
    with changes.changeset("tester", "edit"):
        event = Event.objects.get(slug="us-invasion-of-iraq-2003")
        event.summary = "The United States invades Iraq."
        event.save()
    (row,) = get_json(client, f"changes/?cursor={cursor}")["results"]
    assert (row["collection"], row["id"], row["change"]) == ("events", event.slug, "upsert")
