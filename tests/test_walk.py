"""A walk through the pages while others write."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from events import reading
from tests.api.helpers import ask, walk
from tests.writers import PASSING, processes, threads

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "read"])

Writers = Callable[[int], AbstractContextManager[Callable[[], int]]]


@pytest.fixture(autouse=True)
def seeds_at_the_alias(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The seeds, committed, and read as the public reads them."""
    monkeypatch.setattr(reading, "ALIAS", "read")
    call_command("load_seeds", verbosity=0)
    yield
    connections["read"].close()


def forwards(client: Client) -> list[str]:
    """The ids of all events, from the first page on."""
    return [one for page in walk(client, "events/?limit=7") for one in page]


def backwards(client: Client) -> list[str]:
    """The same from the last page back, put into the order of the list."""
    page = ask(client, "events/?limit=7")
    while page["next"]:
        page = client.get(page["next"]).json()
    found = [row["id"] for row in page["results"]]
    while page["previous"]:
        page = client.get(page["previous"]).json()
        found = [row["id"] for row in page["results"]] + found
    return found


def steady(found: list[str]) -> list[str]:
    """Those that were there before the writers, and stay."""
    return [one for one in found if not one.startswith(PASSING)]


def _moved(before: list[str], after: list[str]) -> str:
    """Which events came, went or changed places."""
    came, went = set(after) - set(before), set(before) - set(after)
    if came or went:
        return f"came: {sorted(came)}; went: {sorted(went)}"
    first = next(place for place, (one, other) in enumerate(zip(before, after, strict=True)) if one != other)
    return f"at {first}: {before[first : first + 5]} became {after[first : first + 5]}"


@pytest.mark.parametrize("writers", [threads, processes])
def test_a_walk_under_writers_skips_and_repeats_nothing(client: Client, writers: Writers) -> None:
    at_rest = forwards(client)
    with writers(2) as written:
        for walks in range(1, 500):
            if walks > 2 and written() > 3:
                break
            for walking in (forwards, backwards):
                found = walking(client)
                assert len(set(found)) == len(found)
                assert steady(found) == at_rest, _moved(at_rest, steady(found))
        assert written() > 3
