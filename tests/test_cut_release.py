"""`manage.py cut_release` gives the state that stands a name, and anybody can check it."""

import hashlib
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client

from events import changes, door, releases
from events.models import Actor, Event, Release, Sequence
from events.releases import cutting
from tests.api.helpers import COLLECTIONS, ask
from tests.api.test_exports import stream

pytestmark = pytest.mark.usefixtures("seeded")


def checksum(client: Client, name: str) -> str:
    """What anybody can work out of the NDJSON of a release."""
    digest = hashlib.sha256()
    for collection in sorted(COLLECTIONS):
        digest.update(stream(client, f"releases/{name}/{collection}/?format=ndjson"))
    return digest.hexdigest()


def rename(slug: str, name: str) -> None:
    """Change an actor."""
    with changes.record("tester", "edit"):
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
    assert release.counts == {
        one: ask(client, f"{one}/?count=exact&limit=1")["count"] for one in sorted(COLLECTIONS)
    }
    assert checksum(client, "first") == release.checksum


def test_the_checksum_stays_whatever_changes_later(client: Client) -> None:
    release = releases.cut("first")
    rename("iraq", "Republic of Iraq")
    assert checksum(client, "first") == release.checksum
    second = releases.cut("second")
    assert second.checksum == checksum(client, "second") != release.checksum
    assert second.seq > release.seq


def test_what_changes_while_it_is_cut_comes_after_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = cutting._checked

    def slowly(seq: int, progress: Any) -> Any:
        rename("iraq", "Changed meanwhile")
        return checked(seq, progress)

    monkeypatch.setattr(cutting, "_checked", slowly)
    call_command("cut_release", "first", verbosity=0)
    assert ask(client, "releases/first/actors/iraq/")["name"] == "Iraq"
    assert checksum(client, "first") == Release.objects.get().checksum


def test_answers_from_before_it_are_known_to_be_stale(client: Client) -> None:
    before, counted = client.get("/api/v1/releases/")["ETag"], Sequence.objects.get().value
    releases.cut("first")
    assert client.get("/api/v1/releases/")["ETag"] != before
    assert Sequence.objects.get().value == counted + 1


@pytest.mark.parametrize(
    ("name", "told"), [("First", "An id is made"), ("a b", "An id is made"), ("", "blank"), ("x" * 81, "80")]
)
def test_a_name_that_is_no_id_is_refused(name: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("cut_release", name, verbosity=0)
    assert not Release.objects.exists()


def test_a_name_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    releases.cut("first")
    rename("iraq", "Republic of Iraq")
    with pytest.raises(CommandError, match="already exists"):
        call_command("cut_release", "first", verbosity=0)

    def taken(*_: Any, **__: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(Release, "save", taken)
    with pytest.raises(CommandError, match="meanwhile"):
        call_command("cut_release", "second", verbosity=0)
    assert Release.objects.count() == 1


def test_what_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError

    before = Sequence.objects.get().value
    monkeypatch.setattr(cutting, "_checked", fail)
    with pytest.raises(RuntimeError):
        call_command("cut_release", "first", verbosity=0)
    assert not Release.objects.exists()
    assert Sequence.objects.get().value == before


def test_a_release_is_not_written_by_anything_else() -> None:
    release = releases.cut("first")
    with pytest.raises(door.DoorClosedError):
        Release.objects.all().delete()
    with pytest.raises(door.DoorClosedError):
        release.save()
