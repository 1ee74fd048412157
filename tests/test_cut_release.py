"""`manage.py cut_release` cuts a release, whose checksum anybody can verify."""

import hashlib
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client

from events import changes, releases, write_guard
from events.models import Actor, Event, Release, Sequence
from events.releases import cut
from tests.api.helpers import COLLECTIONS, get_json
from tests.api.test_exports import read_stream

pytestmark = pytest.mark.usefixtures("seeded")


def compute_checksum(client: Client, name: str) -> str:
    """Computes the checksum of a release from its NDJSON."""
    digest = hashlib.sha256()
    for collection in sorted(COLLECTIONS):
        digest.update(read_stream(client, f"releases/{name}/{collection}/?format=ndjson"))
    return digest.hexdigest()


def rename_actor(slug: str, name: str) -> None:
    """Renames an actor."""
    with changes.changeset("tester", "edit"):
        actor = Actor.objects.get(slug=slug)
        actor.name = name
        actor.save()


def test_a_release_says_what_it_holds(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("cut_release", "first", note="The seeds.")
    release = Release.objects.get()
    printed = capsys.readouterr().out
    assert f"events: {Event.objects.published().count()}\n" in printed
    assert release.checksum in printed
    assert (release.name, release.note) == ("first", "The seeds.")
    everything = {"events": "&factuality=any"}
    assert release.counts == {
        collection: get_json(client, f"{collection}/?count=exact&limit=1{everything.get(collection, '')}")[
            "count"
        ]
        for collection in sorted(COLLECTIONS)
    }
    assert compute_checksum(client, "first") == release.checksum


def test_the_checksum_stays_whatever_changes_later(client: Client) -> None:
    release = releases.cut_release("first")
    rename_actor("iraq", "Republic of Iraq")
    assert compute_checksum(client, "first") == release.checksum
    second = releases.cut_release("second")
    assert second.checksum == compute_checksum(client, "second") != release.checksum
    assert second.seq > release.seq


def test_what_changes_while_it_is_cut_comes_after_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = cut._checksum_and_counts

    def slowly(seq: int, progress: Any) -> Any:
        rename_actor("iraq", "Changed meanwhile")
        return checked(seq, progress)

    monkeypatch.setattr(cut, "_checksum_and_counts", slowly)
    call_command("cut_release", "first", verbosity=0)
    assert get_json(client, "releases/first/actors/iraq/")["name"] == "Iraq"
    assert compute_checksum(client, "first") == Release.objects.get().checksum


def test_answers_from_before_it_are_known_to_be_stale(client: Client) -> None:
    before, counted = client.get("/api/v1/releases/")["ETag"], Sequence.objects.get().public_value
    releases.cut_release("first")
    assert client.get("/api/v1/releases/")["ETag"] != before
    assert Sequence.objects.get().public_value == counted + 1


@pytest.mark.parametrize(
    ("name", "message"),
    [("First", "An id is made"), ("a b", "An id is made"), ("", "blank"), ("x" * 81, "80")],
)
def test_a_name_that_is_no_id_is_refused(name: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("cut_release", name, verbosity=0)
    assert not Release.objects.exists()


def test_a_name_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    releases.cut_release("first")
    rename_actor("iraq", "Republic of Iraq")
    with pytest.raises(CommandError, match="already exists"):
        call_command("cut_release", "first", verbosity=0)

    def raise_error(*_: Any, **__: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(Release, "save", raise_error)
    with pytest.raises(CommandError, match="meanwhile"):
        call_command("cut_release", "second", verbosity=0)
    assert Release.objects.count() == 1


def test_what_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError

    before = Sequence.objects.get().public_value
    monkeypatch.setattr(cut, "_checksum_and_counts", fail)
    with pytest.raises(RuntimeError):
        call_command("cut_release", "first", verbosity=0)
    assert not Release.objects.exists()
    assert Sequence.objects.get().public_value == before


def test_a_release_is_not_written_by_anything_else() -> None:
    release = releases.cut_release("first")
    with pytest.raises(write_guard.UntrackedWriteError):
        Release.objects.all().delete()
    with pytest.raises(write_guard.UntrackedWriteError):
        release.save()
