"""What was too costly is refused at once for a while, if that was its own fault."""

from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.test import Client

from events.api import costly_queries
from events.api.costly_queries import CACHE, MEMORY_SECONDS
from events.snapshots import TooCostlyError

pytestmark = pytest.mark.django_db
LIST = "/api/v1/events/?event_type=consult&event_type=assault"


@pytest.fixture(autouse=True)
def no_memory() -> Iterator[None]:
    """Nothing is remembered from one test to the next."""
    caches[CACHE].clear()
    yield
    caches[CACHE].clear()


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """What a list does that may be too costly."""
    work = Mock(return_value=[])
    monkeypatch.setattr("events.records.load", work)
    return work


def _too_costly(own_seconds: float) -> TooCostlyError:
    error = TooCostlyError()
    error.own_seconds = own_seconds
    return error


def test_what_took_its_time_by_itself_is_refused_before_any_work(
    client: Client, work: Mock, settings: LazySettings
) -> None:
    work.side_effect = _too_costly(settings.READ_SECONDS)
    response = client.get(LIST)
    assert (response.status_code, response["Retry-After"]) == (503, str(MEMORY_SECONDS))
    work.side_effect = None
    work.reset_mock()

    for same in (LIST, "/api/v1/events?event_type=assault&event_type=consult"):
        response = client.get(same)
        assert response.status_code == 503
        assert response.json()["type"] == "urn:eventapi:problem:query_too_costly"
        assert 0 < int(response["Retry-After"]) <= MEMORY_SECONDS
    assert not work.called
    assert client.get("/api/v1/events/?event_type=consult").status_code == 200
    assert client.get(f"/api/v1/claims/?{LIST.partition('?')[2]}").status_code == 400


def test_what_waited_for_others_is_tried_again(client: Client, work: Mock, settings: LazySettings) -> None:
    work.side_effect = _too_costly(settings.READ_SECONDS / 2)
    response = client.get(LIST)
    assert response.status_code == 503
    assert 0 < int(response["Retry-After"]) < MEMORY_SECONDS
    work.side_effect = None
    assert client.get(LIST).status_code == 200


def test_it_is_tried_again_after_five_minutes(
    client: Client, work: Mock, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costly_queries, "MEMORY_SECONDS", 0.0)
    work.side_effect = _too_costly(settings.READ_SECONDS)
    assert client.get(LIST).status_code == 503
    work.side_effect = None
    assert client.get(LIST).status_code == 200


def test_trees_are_told_apart_by_their_bodies(client: Client, work: Mock, settings: LazySettings) -> None:
    def search(word: str) -> int:
        tree = {"where": {"event_type": [word]}}
        response = client.post("/api/v1/events/search/", tree, content_type="application/json")
        return response.status_code

    work.side_effect = _too_costly(settings.READ_SECONDS)
    assert search("consult") == 503
    work.side_effect = None
    assert search("consult") == 503
    assert search("assault") == 200
