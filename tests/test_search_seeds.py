"""Full text search, its snippets and suggestions on the seeds."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import search
from events.models import SearchText, SuggestedName, SuggestedWord
from events.rules.words import search_word_offsets, search_words
from tests.api.helpers import COLLECTIONS, error_codes, get_json
from tests.test_search import BEST_FIRST, search_ids

pytestmark = pytest.mark.usefixtures("seeded")
SUDANI = "mohammed-shia-al-sudani"


@pytest.mark.parametrize(
    ("collection", "text"),
    [
        ("events", 'sudani AND (talks OR "joint committee")'),
        ("actors", "al-Sudani"),
        ("locations", "baghd*"),
        ("articles", 'coalition AND "formal talks"'),
        ("outlets", "asharq"),
        ("claims", "troops"),
        ("datasets", "curated OR record*"),
    ],
)
def test_every_collection_of_the_seeds_is_searched(client: Client, collection: str, text: str) -> None:
    ids = search_ids(client, text, BEST_FIRST, collection)
    assert ids
    assert len(ids) == len(set(ids))
    assert set(ids) == set(search_ids(client, text, collection=collection))


@pytest.mark.parametrize("text", ["sudani", "al Sudani", "السوداني"])
def test_any_script_finds_the_man_and_all_that_he_takes_part_in(client: Client, text: str) -> None:
    assert search_ids(client, text, collection="actors") == [SUDANI]
    takes_part = get_json(client, f"events/?participant={SUDANI}&fields=id")["results"]
    assert takes_part
    assert {row["id"] for row in takes_part} <= set(search_ids(client, text))
    suggested = get_json(client, f"suggest/?q={text}")["results"]
    assert [(one["kind"], one["id"], one["match"]) for one in suggested] == [("actor", SUDANI, "word")]
    assert suggested[0]["hint"] == "Person; Prime Minister, Government of Iraq; Iraq"
    assert suggested[0]["uses"] == len(takes_part)
    script = "محمد شياع السوداني" if text == "السوداني" else "Mohammed Shia al-Sudani"
    assert suggested[0]["matched"] == script


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_snippets_show_the_words_that_each_record_was_found_by(client: Client, collection: str) -> None:
    query = f"{collection}/?q=iraq* OR asharq OR curated&limit=40&snippets=true&fields=id"
    rows = get_json(client, query)["results"]
    assert rows
    for row in rows:
        assert row["snippets"], row["id"]
        for snippet in row["snippets"]:
            assert snippet["marks"]
            for mark in snippet["marks"]:
                words = search_words(snippet["text"][mark["start"] : mark["end"]])
                assert words[-1].startswith(("iraq", "asharq", "curated"))
    assert "snippets" not in get_json(client, query.replace("snippets=true", "snippets=false"))["results"][0]


def test_snippets_take_as_many_queries_for_many_records_as_for_few(client: Client) -> None:
    numbers = []
    for limit in (20, 90):
        with CaptureQueriesContext(connection) as queries:
            rows = get_json(client, f"events/?q=iraq OR nowhere&snippets=true&limit={limit}")["results"]
        assert len(rows) >= min(limit, 50)
        numbers.append(len(queries))
    # One for the records whose texts they are, of each collection; the few may show none of one.
    assert numbers[0] <= numbers[1] <= numbers[0] + 2


def test_snippets_need_a_query_and_belong_to_pages(client: Client) -> None:
    assert error_codes(client, "events/?snippets=true") == {"snippets": "missing_key"}
    assert error_codes(client, "events/?q=iraq&snippets=yes") == {"snippets": "invalid_choice"}
    assert error_codes(client, "events/?q=iraq&snippets=true&format=csv") == {"snippets": "whole_result"}


def test_words_stand_where_their_places_say(client: Client) -> None:
    for row in get_json(client, "articles/?fields=id")["results"]:
        text = get_json(client, f"articles/{row['id']}/")["text"]
        places = search_word_offsets(text)
        assert [word for word, _ in places] == search_words(text)
        assert all(start < end and text[start:end] == text[start:end].strip() for _, (start, end) in places)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=Iraq&kind=location", [("iraq", "exact"), ("southern-iraq", "word")]),
        ("q=bagdad&kind=location&limit=1", [("baghdad", "misspelt")]),
        ("q=mohamed sudani", [(SUDANI, "misspelt")]),
        ("q=sudani moh", [(SUDANI, "word")]),
        ("q=ass&kind=event_type", [("assault", "name")]),
        ("q=aslaut&kind=event_type", [("assault", "misspelt")]),
        ("q=assualt&kind=event_type", [("assault", "misspelt")]),
        ("q=asharq al-aw&kind=outlet", [("asharq-al-awsat", "name")]),
        ("q=...", []),
        ("q=zzzz", []),
        ("q=An Nasiriyah&kind=location&limit=1", [("nasiriyah", "exact")]),
        ("q=Nassiriya&limit=1", [("nasiriyah", "misspelt")]),
        ("q=Suleimani", [("qassem-soleimani", "misspelt")]),
        ("q=Sadam", [("saddam-hussein", "misspelt"), ("regime-of-saddam-hussein", "misspelt")]),
        ("q=تشرين&limit=1", [("tishreen-movement", "misspelt")]),
    ],
)
def test_what_is_typed_suggests_what_may_be_meant(
    client: Client, query: str, expected: list[tuple[str, str]]
) -> None:
    assert [(one["id"], one["match"]) for one in get_json(client, f"suggest/?{query}")["results"]] == expected


def test_a_wrong_query_for_suggestions_is_refused(client: Client) -> None:
    assert error_codes(client, "suggest/") == {"q": "missing_key"}
    assert error_codes(client, "suggest/?q=a&q=b") == {"q": "repeated"}
    assert error_codes(client, "suggest/?q=%00") == {"q": "bad_character"}
    assert error_codes(client, f"suggest/?q={'a' * 201}") == {"q": "too_long"}
    assert error_codes(client, "suggest/?q=a&kind=actr&limit=21&x=1") == {
        "kind": "invalid_choice",
        "limit": "out_of_range",
        "x": "unknown_parameter",
    }


def test_a_row_that_was_tampered_with_is_reported_by_its_record() -> None:
    assert list(search.find_drift()) == []
    row = SearchText.objects.filter(collection="events").order_by("pk")[0]
    row.delete()
    event = next(search.find_drift())
    assert event.startswith("events/")
    other = SearchText.objects.filter(collection="claims").latest("pk")
    wrong = other.pk + 1
    other.delete()
    other.pk = wrong
    other.save(force_insert=True)
    assert any(record.startswith("claims/") for record in search.find_drift())
    SuggestedName.objects.filter(record=f"actors/{SUDANI}").update(uses=0)
    SuggestedName.objects.filter(record="event_types/assault").delete()
    SuggestedWord.objects.filter(word="baghdad").delete()
    SuggestedWord.objects.create(key="7.0.nob", word="nobody7")
    drift = set(search.find_drift())
    assert {event, f"actors/{SUDANI}", "event_types/assault", "locations/baghdad", "words/nobody7"} <= drift
    call_command("rebuild_search", verbosity=0)
    assert list(search.find_drift()) == []
