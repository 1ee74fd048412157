"""Lists of events ordered by how many were killed, injured or arrested."""

import pytest
from django.test import Client

from tests import factories as make
from tests.api.helpers import event_ids, walk_pages


@pytest.mark.django_db
def test_events_are_ordered_by_a_number_and_those_without_one_come_last(client: Client) -> None:
    numbers = {"a": 3, "b": 0.29, "c": None, "d": 150, "e": 3}
    with make.change():
        for slug, number in numbers.items():
            event = make.event(slug, review_status="published")
            if number is not None:
                event.figures.create(measure="killed", value=number, low=number, high=number)
        make.event("floor", review_status="published").figures.create(
            measure="killed", low=20, qualifier="at_least"
        )
        make.event("other", review_status="published").figures.create(
            measure="injured", value=9, low=9, high=9
        )
    descending = ["d", "floor", "e", "a", "b", "other", "c"]
    assert event_ids(client, "ordering=-killed") == descending
    assert event_ids(client, "ordering=killed") == ["b", "a", "e", "floor", "d", "c", "other"]
    pages = list(walk_pages(client, "events/?ordering=-killed&limit=2"))
    assert [slug for page in pages for slug in page] == descending
    body = {"where": {"measure": ["killed"]}, "ordering": "-killed", "fields": ["id"]}
    found = client.post("/api/v1/events/search/", body, content_type="application/json").json()
    assert [row["id"] for row in found["results"]] == descending[:5]
