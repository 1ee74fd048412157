"""Topics of filters: every filter of events has one, and the document and the page follow their order."""

from itertools import groupby
from typing import Any

from django.conf import settings

from events.api.schema import filter_parameters
from events.api.views.reference import collections_reference
from events.filtersets import EventFilterSet
from tests import openapi_documents

TOPICS = [
    *("who", "whom", "what", "where", "when", "how sure", "figures", "sources", "full text", "records"),
]


def test_filters_of_events_stand_by_topic_in_the_order_in_which_people_ask() -> None:
    topics = [EventFilterSet.topic_of(name) for name in EventFilterSet.base_filters]
    assert [topic for topic, _ in groupby(topics)] == TOPICS
    assert {
        name: EventFilterSet.topic_of(name) for name in ("initiator", "mode", "place_match", "bucket")
    } == {
        "initiator": "who",
        "mode": "what",
        "place_match": "where",
        "bucket": "records",
    }


def test_the_document_lists_them_by_topic_and_pages_and_formats_last() -> None:
    document = openapi_documents.inlined(openapi_documents.committed_document())
    listed = [one["name"] for one in document["paths"]["/api/v1/events"]["get"]["parameters"]]
    filters = [parameter.name for parameter in filter_parameters(EventFilterSet)]
    assert listed[: len(filters)] == filters
    assert listed[:4] == [
        "participant",
        "exclude_participant",
        "participant_role",
        "exclude_participant_role",
    ]
    assert listed[len(filters) :][:3] == ["ordering", "limit", "cursor"]


def test_the_reference_and_the_page_tell_the_topics() -> None:
    filters: dict[str, Any] = {one["collection"]: one["filters"] for one in collections_reference()}
    assert [topic for topic, _ in groupby(filters["events"], lambda one: one["topic"])] == TOPICS
    assert {one["topic"] for one in filters["actors"]} == {None}
    page = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.startswith("#### Events: ")] == [
        f"#### Events: {topic}" for topic in TOPICS
    ]
