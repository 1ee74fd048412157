"""`manage.py export_events` writes a package that describes its content."""

import csv
import hashlib
import json
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command

from events import changes, releases
from events.actions.review_status import withdraw
from events.exports import package
from events.models import Claim, Event, Location

pytestmark = pytest.mark.usefixtures("seeded")


def test_the_package_holds_what_it_says(tmp_path: Path) -> None:
    folder = tmp_path / "package"
    call_command("export_events", str(folder), verbosity=0)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [{"name": "CC-BY-4.0", "title": "CC-BY-4.0"}]
    assert "publishers" in package["contributors"][0]["title"]
    files = {path.name for path in folder.iterdir()} - {"datapackage.json"}
    assert {resource["path"] for resource in package["resources"]} == files
    assert len(files) == 17
    for resource in package["resources"]:
        raw = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(raw)
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        if resource["format"] == "csv":
            with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
                assert next(csv.reader(file)) == [field["name"] for field in resource["schema"]["fields"]]
    events = (folder / "events.ndjson").read_text(encoding="utf-8").splitlines()
    assert len(events) == Event.objects.published().count()


def test_the_events_can_be_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "package"
    call_command("export_events", str(folder), query="event_type=consult")
    records = [
        json.loads(line) for line in (folder / "events.ndjson").read_text(encoding="utf-8").splitlines()
    ]
    assert {record["event_type"] for record in records} == {"consult"}
    assert f"events.ndjson: {len(records)}" in capsys.readouterr().out


def test_a_release_is_written_the_same_at_every_time(tmp_path: Path) -> None:
    release = releases.cut_release("2024-01", "The seeds.")
    call_command("export_events", str(tmp_path / "one"), release="2024-01", verbosity=0)
    with changes.changeset("tester", "edit"):
        Location.objects.filter(slug="baghdad").update(name="Bagdad")
        Event.objects.filter(pk=Event.objects.earliest("pk").pk).update(title="Another title")
    call_command("export_events", str(tmp_path / "two"), release="2024-01", verbosity=0)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    package = json.loads((tmp_path / "one" / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["name"], package["version"], package["description"]) == (
        "2024-01",
        "2024-01",
        "The seeds.",
    )
    assert package["created"] == release.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert package["checksum"] == f"sha256:{release.checksum}"
    assert package["licenses"] == [{"name": "CC-BY-4.0", "title": "CC-BY-4.0"}]
    assert "publishers" in package["contributors"][0]["title"]
    assert "amended" not in package
    withdraw([Claim.objects.published().earliest("pk")], "tester", "Wrong.")
    call_command("export_events", str(tmp_path / "three"), release="2024-01", verbosity=0)
    package = json.loads((tmp_path / "three" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["amended"]["withdrawn"] == 1


def test_there_must_be_such_a_release(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no release “nothing”"):
        call_command("export_events", str(tmp_path / "package"), release="nothing", verbosity=0)
    assert not list(tmp_path.iterdir())


def test_it_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_descriptor", Mock(side_effect=RuntimeError))
    with pytest.raises(RuntimeError):
        call_command("export_events", str(tmp_path / "package"), verbosity=0)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("query", ["event_type=consul", "nothing=1"])
def test_a_wrong_filter_is_told(tmp_path: Path, query: str) -> None:
    with pytest.raises(CommandError, match=r"consul|nothing"):
        call_command("export_events", str(tmp_path / "package"), query=query, verbosity=0)
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_over(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="exists already"):
        call_command("export_events", str(tmp_path), verbosity=0)
