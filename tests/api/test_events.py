"""`/api/v1/events/`: what analysts ask of the talks and the attacks of January 2024."""

import pytest
from django.test import Client

from events import changes
from events.models import Actor, Affiliation
from tests.api.helpers import error_codes, event_ids, get_json

pytestmark = pytest.mark.usefixtures("seeded")

CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"
SESSION = "first-session-of-us-iraq-talks-2024-01-27"
ATTACKERS = "participant=islamic-resistance-in-iraq&participant_role=initiator"


def test_the_campaign_may_have_begun_in_october_and_not_in_september(client: Client) -> None:
    assert CAMPAIGN in event_ids(client, f"{ATTACKERS}&date=2023-10")
    assert CAMPAIGN not in event_ids(client, f"{ATTACKERS}&date=2023-09")


def test_the_campaign_was_certainly_under_way_in_november(client: Client) -> None:
    assert CAMPAIGN in event_ids(client, f"{ATTACKERS}&date=2023-11&date_match=certain")
    assert CAMPAIGN not in event_ids(client, f"{ATTACKERS}&date=2023-10-12&date_match=certain")


def test_what_goes_on_is_searched_no_further_than_it_was_reported(client: Client) -> None:
    assert CAMPAIGN in event_ids(client, "date=2024-01-27")
    assert CAMPAIGN not in event_ids(client, "date=2024-02")


def test_both_counts_both_begins_and_their_words_stand_side_by_side(client: Client) -> None:
    event = get_json(client, f"events/{CAMPAIGN}/")
    counts = {
        figure["wording"]: (figure["qualifier"], figure["value"], figure["low"], figure["high"])
        for figure in event["figures"]
        if figure["measure"] == "acts"
    }
    assert counts == {
        "more than 150 missile and drone attacks": ("more_than", 150, 150, None),
        "about 150 times": ("about", 150, None, None),
    }
    begins = {
        report["wording"]: (report["edtf"], report["evidence"][0]["quote"])
        for report in event["date_reports"]
        if report["aspect"] == "start"
    }
    assert begins.keys() == {"Since mid-October", "since October 7, 2023"}
    for wording, (_, quote) in begins.items():
        assert wording in quote
    assert {edtf for edtf, _ in begins.values()} == {"2023-10-15~", "2023-10-07"}
    assert (event["date"]["start_earliest"], event["date"]["start_latest"]) == ("2023-10-07", "2023-10-20")
    assert event["source_count"] == 2


def test_who_is_hurt_is_counted_and_who_is_killed_stays_unknown(client: Client) -> None:
    figures = get_json(client, f"events/{CAMPAIGN}/")["figures"]
    wounded = next(figure for figure in figures if figure["key"] == "wounded")
    assert (wounded["value"], wounded["low"], wounded["qualifier"]) == (None, 40, "scores")
    assert not [figure for figure in figures if figure["measure"] == "killed"]


def test_the_first_session_rests_on_both_articles_and_on_the_caption(client: Client) -> None:
    event = get_json(client, f"events/{SESSION}/")
    quoted = {(quote["article"]["id"], quote["part"]) for quote in event["evidence"]}
    articles = {article for article, _ in quoted}
    assert articles == {source["article"]["id"] for source in event["sources"]}
    assert len(articles) == 2
    assert "caption" in {part for _, part in quoted}
    assert event["date"]["edtf"] == "2024-01-27"
    primary = [place["location"]["id"] for place in event["places"] if place["primary"]]
    assert primary == ["baghdad"]


def test_every_quotation_stands_verbatim_in_its_article(client: Client) -> None:
    texts = {
        row["id"]: get_json(client, f"articles/{row['id']}/")["text"]
        for row in get_json(client, "articles/")["results"]
    }
    checked = 0
    for event in event_ids(client, ""):
        record = get_json(client, f"events/{event}/")
        parts = [
            part
            for name in ("places", "participants", "figures", "relations", "date_reports", "claims")
            for part in record[name]
        ]
        for holder in (record, *parts):
            for quote in holder["evidence"]:
                text = texts[quote["article"]["id"]]
                assert text[quote["start"] : quote["end"]] == quote["quote"]
                checked += 1
    assert checked > 500


def test_a_place_holds_what_happened_inside_it(client: Client) -> None:
    inside = set(event_ids(client, "location=baghdad"))
    assert SESSION in inside
    assert inside < set(event_ids(client, "location=iraq"))
    assert "us-airstrike-outside-baghdad-airport-2020-01" in event_ids(client, "location=iraq")


def test_a_place_that_was_only_spoken_from_places_nothing(client: Client) -> None:
    event = get_json(client, "events/sudani-statement-on-the-readiness-for-a-transition/")
    assert {place["role"] for place in event["places"]} == {"spoken_from"}
    assert event["id"] not in event_ids(client, "location=baghdad")


def test_actor_and_role_hold_of_one_participation(client: Client) -> None:
    assert CAMPAIGN in event_ids(client, "participant=us-armed-forces&participant_role=target")
    assert CAMPAIGN not in event_ids(client, "participant=us-armed-forces&participant_role=initiator")


@pytest.mark.parametrize("year", ["2014", "2030"])
def test_an_event_is_found_by_the_ties_that_held_then(client: Client, year: str) -> None:
    forces, other = (Actor.objects.get(slug=slug) for slug in ("us-armed-forces", "reuters"))
    assert event_ids(client, "affiliated_with=reuters") == []
    with changes.changeset("tester", "affiliate"):
        Affiliation.objects.create(actor=forces, object_actor=other, type="part_of", date_edtf=year)
    ids = event_ids(client, "affiliated_with=reuters")
    assert ("return-of-us-troops-to-iraq-2014" in ids) == (year == "2014")
    # What was ongoing when it was last reported is not known to have gone on until 2030.
    assert CAMPAIGN not in ids
    assert sorted(ids) == sorted(event_ids(client, f"participant=us-armed-forces&date={year}"))
    assert event_ids(client, "affiliated_with=reuters&participant=reuters") == []


def test_who_belongs_and_in_what_role_hold_of_one_participation(client: Client) -> None:
    chair = "affiliated_with=government-of-iraq&participant_role=chair"
    assert event_ids(client, chair) == ["first-session-of-us-iraq-talks-2024-01-27"]  # by its prime minister
    assert event_ids(client, f"{chair}&participant=united-states") == []
    assert CAMPAIGN in event_ids(client, "affiliated_with=united-states&participant_role=target")
    assert CAMPAIGN not in event_ids(client, "affiliated_with=united-states&participant_role=initiator")


def test_what_happened_around_a_point_is_found_by_where_it_surely_or_possibly_was(client: Client) -> None:
    certain = event_ids(client, "near=31.04,46.26&radius_km=10")
    assert sorted(certain) == [
        "protest-in-al-habboubi-square-2024-10-18",
        "protests-in-nasiriyah-2024-10",
        "storming-of-the-protest-site-2024-10-18",
    ]
    assert {*certain, "tishreen-protests-2019"} < set(
        event_ids(client, "near=31.04,46.26&radius_km=10&place_match=possible")
    )


def test_a_circle_needs_a_point_and_a_distance(client: Client) -> None:
    assert error_codes(client, "events/?near=33.3,44.4") == {"near": "missing_key"}
    assert error_codes(client, "events/?radius_km=5") == {"radius_km": "missing_key"}
    for tiny in ("5e-324", "0.0000000001", "1E-9"):
        assert event_ids(client, f"near=33.3,44.4&radius_km={tiny}") == []
    for radius in ("0", "0e5", "-5", "5km", "20015.2", "1e5", "1e999"):
        codes = error_codes(client, f"events/?near=33.3,44.4&radius_km={radius}")
        assert codes == {"radius_km": "invalid_distance"}
    for radius in ("33.3", "1,2,3", "91,0", "0,181"):
        assert error_codes(client, f"events/?near={radius}&radius_km=5") == {"near": "invalid_point"}
    swapped = get_json(client, "events/?near=120.5,33.3&radius_km=5", 400)
    assert "The latitude must be a number from -90 to 90, not 120.5." in swapped["detail"]
    assert "did you mean “33.3,120.5”?" in swapped["detail"]
    alone = get_json(client, "events/?near=33.3,44.4", 400)
    assert alone["detail"] == "“near” needs “radius_km” beside it, such as radius_km=50."
    assert "“bbox” or “near”" in get_json(client, "events/?place_match=possible", 400)["detail"]


def test_a_repeated_key_takes_any_and_doubles_nothing(client: Client) -> None:
    consult, assault = event_ids(client, "event_type=consult"), event_ids(client, "event_type=assault")
    both = event_ids(client, "event_type=consult&event_type=assault")
    assert sorted(both) == sorted(consult + assault)
    several = event_ids(client, "participant=us-armed-forces&participant=islamic-resistance-in-iraq")
    assert several.count(CAMPAIGN) == 1


def test_events_stand_newest_first(client: Client) -> None:
    begins = [row["date"]["start_earliest"] or "" for row in get_json(client, "events/?limit=200")["results"]]
    assert begins == sorted(begins, reverse=True)


def test_what_is_wrong_is_named(client: Client) -> None:
    assert error_codes(client, "events/?evnt_type=consult") == {"evnt_type": "unknown_parameter"}
    assert error_codes(client, "events/?event_type=consul") == {"event_type": "invalid_choice"}
    assert error_codes(client, "events/?date=2023-13") == {"date": "invalid_date"}
    assert error_codes(client, "events/?date=2023&date=2024") == {"date": "repeated"}
    assert error_codes(client, "events/?date_match=certain") == {"date_match": "missing_key"}
    assert error_codes(client, "events/?date=2023&date_match=perhaps") == {"date_match": "invalid_choice"}
    assert error_codes(client, "events/?participant=nobody") == {"participant": "unknown_id"}
    assert error_codes(client, "events/?location=") == {"location": "empty"}
    assert error_codes(client, "events/?limit=0&event_type=consult") == {"limit": "out_of_range"}


def test_a_misspelled_name_is_answered_with_the_nearest(client: Client) -> None:
    assert (
        "Did you mean “participant_role”?" in get_json(client, "events/?particpant_role=chair", 400)["detail"]
    )
    assert "Did you mean “consult”?" in get_json(client, "events/?event_type=consul", 400)["detail"]
