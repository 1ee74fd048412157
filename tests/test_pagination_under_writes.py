"""Reading all pages while others write."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from events import snapshots
from tests.api.helpers import get_json, walk_pages
from tests.background_writers import TEMPORARY_PREFIX, writer_processes, writer_threads

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "read"])

Writers = Callable[[int], AbstractContextManager[Callable[[], int]]]


@pytest.fixture(autouse=True)
def seeds_on_read_alias(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The seeds, committed, and read through the alias `read`."""
    monkeypatch.setattr(snapshots, "ALIAS", "read")
    call_command("load_seeds", verbosity=0)
    yield
    connections["read"].close()


def walk_forwards(client: Client) -> list[str]:
    """Returns the ids of all events, from the first page on."""
    return [slug for page in walk_pages(client, "events/?limit=7") for slug in page]


def walk_backwards(client: Client) -> list[str]:
    """Returns the ids from the last page back, in the order of the list."""
    page = get_json(client, "events/?limit=7")
    while page["next"]:
        page = client.get(page["next"]).json()
    ids = [row["id"] for row in page["results"]]
    while page["previous"]:
        page = client.get(page["previous"]).json()
        ids = [row["id"] for row in page["results"]] + ids
    return ids


def without_temporary(ids: list[str]) -> list[str]:
    """Returns the ids without those of the writers."""
    return [slug for slug in ids if not slug.startswith(TEMPORARY_PREFIX)]


def _describe_changes(before: list[str], after: list[str]) -> str:
    """Describes which events were added, removed or moved."""
    came, went = set(after) - set(before), set(before) - set(after)
    if came or went:
        return f"came: {sorted(came)}; went: {sorted(went)}"
    first = next(place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new)
    return f"at {first}: {before[first : first + 5]} became {after[first : first + 5]}"


@pytest.mark.parametrize("writers", [pytest.param(writer_threads, marks=pytest.mark.proof), writer_processes])
def test_a_walk_under_writers_skips_and_repeats_nothing(client: Client, writers: Writers) -> None:
    at_rest = walk_forwards(client)
    with writers(2) as written:
        for walks in range(1, 500):
            if walks > 2 and written() > 3:
                break
            for walking in (walk_forwards, walk_backwards):
                ids = walking(client)
                assert len(set(ids)) == len(ids)
                assert without_temporary(ids) == at_rest, _describe_changes(at_rest, without_temporary(ids))
        assert written() > 3
