"""Fixtures into the database: made, renewed, or left to whoever touched them since."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError

from events import records
from events.choices import Collection
from events.importers.seeds.fixtures import read_files
from events.importers.seeds.load import LoadResult, load_rows
from events.importers.seeds.row_writer import RowError
from events.invariants import find_violations
from events.models import (
    Actor,
    Affiliation,
    Claim,
    ClaimSubject,
    Contradiction,
    Event,
    Evidence,
    Figure,
    Location,
    Participation,
    PublicId,
    Revision,
    Sequence,
)
from events.models.record import record_models
from tests import factories as make
from tests.importers.small_seeds import SmallSeeds

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeds(tmp_path: Path) -> SmallSeeds:
    return SmallSeeds(tmp_path)


@pytest.fixture
def loaded(seeds: SmallSeeds) -> SmallSeeds:
    seeds.load()
    return seeds


def record_names(roots: list[Any]) -> set[str]:
    return {f"{collection}/{slug}" for collection, slug in roots}


def all_snapshots() -> dict[str, Any]:
    """Every record by its id, whole."""
    found = {}
    for collection, model in record_models().items():
        pks = list(model.objects.values_list("pk", flat=True))
        for record in records.snapshot(collection, pks).values():
            found[f"{collection.value}/{record['id']}"] = record
    return found


def counts() -> tuple[int, int]:
    return Revision.objects.count(), Sequence.objects.get().value


def test_a_first_load_makes_everything_in_one_change(seeds: SmallSeeds) -> None:
    outcome = seeds.load()
    assert len(outcome.created) == 11
    assert record_names(outcome.created) == set(all_snapshots())
    assert (outcome.updated, outcome.unchanged, outcome.skipped) == ([], [], [])
    assert counts() == (11, 11)
    assert set(Revision.objects.values_list("action", "who", "version")) == {("load_seeds", "load_seeds", 1)}
    assert all(len(origin) == 64 for origin in Revision.objects.values_list("origin", flat=True))
    assert list(find_violations()) == []
    event = Event.objects.get(slug="meeting")
    assert event.review_status == "published"
    assert (event.intensity, event.start_earliest.isoformat()) == (4.0, "2024-01-27")
    assert event.whole_rows.get().whole.slug == "talks"
    assert Location.objects.get(slug="baghdad").country == "IQ"
    assert Figure.objects.get(key="left").subset_of == Figure.objects.get(key="came")
    assert Evidence.objects.get(place__isnull=False).part == "headline"


def test_a_second_load_changes_nothing_and_writes_no_revision(loaded: SmallSeeds) -> None:
    before, written = all_snapshots(), counts()
    keys = list(Evidence.objects.values_list("pk", flat=True))
    outcome = loaded.load()
    assert len(outcome.unchanged) == 11
    assert (outcome.created, outcome.updated, outcome.skipped) == ([], [], [])
    assert (all_snapshots(), counts()) == (before, written)
    assert list(Evidence.objects.values_list("pk", flat=True)) == keys


def test_what_nobody_touched_is_renewed_part_by_part(loaded: SmallSeeds) -> None:
    keyed = dict(Participation.objects.values_list("key", "pk")) | dict(
        Figure.objects.values_list("key", "pk")
    )
    loaded.edit("events/meeting.yaml", "title: Meeting in Baghdad", "title: First meeting")
    loaded.edit(
        "events/meeting.yaml", "actor: alice, role: initiator", "actor: alice, role: initiator, side: a"
    )
    loaded.edit("events/meeting.yaml", "modes: [visit]", "modes: []")
    loaded.edit("events/meeting.yaml", 'external_ids: [{scheme: ucdp, value: "1"}]', "external_ids: []")
    loaded.edit(
        "events/meeting.yaml",
        "    - {actor: union, role: participant, voice: attributed, by: [alice], "
        'evidence: [{in: first, quote: "They"}]}\n',
        '    - {actor: union, role: host, evidence: [{in: first, quote: "They"}]}\n',
    )
    loaded.edit("actors.yaml", "sectors: [gov, med]", "sectors: [med]")
    outcome = loaded.load()
    assert record_names(outcome.updated) == {"events/meeting", "actors/alice"}
    assert len(outcome.unchanged) == 9
    event = Event.objects.get(slug="meeting")
    assert (event.title, event.revision, event.intensity) == ("First meeting", 2, 2.5)
    rows = {row.key: row for row in event.participants.all()}
    assert set(rows) == {"initiator-alice", "host-union"}
    assert (rows["initiator-alice"].side, rows["initiator-alice"].pk) == ("a", keyed["initiator-alice"])
    assert {row.key: row.pk for row in event.figures.all()} == {key: keyed[key] for key in ("came", "left")}
    assert (event.modes.count(), event.external_ids.count()) == (0, 0)
    assert Participation.by.through._base_manager.count() == 0
    assert list(Actor.objects.get(slug="alice").sectors.values_list("sector", flat=True)) == ["med"]
    assert Claim.objects.get(slug="alice-says-so").revision == 1  # what it is about kept its key
    assert list(find_violations()) == []


def test_a_renewed_record_holds_what_the_seeds_say_now(loaded: SmallSeeds) -> None:
    loaded.edit("events/meeting.yaml", "contexts: [diplomatic]", "contexts: [military, diplomatic]")
    loaded.edit(
        "events/meeting.yaml", "value: 12, qualifier: about", "value: 12, low: 12, qualifier: at_least"
    )
    loaded.edit("locations.yaml", "  parent: iraq\n", "")
    loaded.edit("claims.yaml", "about: [{event: meeting}, ", "about: [{event: talks}, ")
    loaded.edit("contradictions.yaml", "how: numeric", "how: direct")
    outcome = loaded.load()
    assert record_names(outcome.updated) == {
        "events/meeting",
        "locations/baghdad",
        "claims/alice-says-so",
        "claims/nobody-came",
    }
    renewed = all_snapshots()
    assert renewed["locations/baghdad"]["country"] is None
    assert renewed["events/meeting"]["contexts"] == ["military", "diplomatic"]
    assert renewed["events/meeting"]["figures"][0]["qualifier"] == "at_least"
    assert renewed["events/meeting"]["contradictions"][0]["how"] == "direct"
    assert renewed["claims/alice-says-so"]["about"][0]["of"] == {"ref": "events/talks"}


def test_a_load_of_what_was_renewed_finds_all_as_it_was(loaded: SmallSeeds) -> None:
    loaded.edit("contradictions.yaml", "how: numeric", "how: direct")
    loaded.edit("locations.yaml", "  iso_code: IQ\n", "  iso_code: IR\n")
    outcome = loaded.load()
    assert record_names(outcome.updated) == {"claims/nobody-came", "locations/iraq"}
    revised = set(Revision.objects.filter(version=2).values_list("slug", flat=True))
    assert revised == {"nobody-came", "meeting", "iraq", "baghdad"}
    written = counts()
    again = loaded.load()
    assert (record_names(again.updated), len(again.unchanged), counts()) == (set(), 11, written)


CURATED: dict[str, tuple[Callable[[], Any], str, str]] = {
    "a column": (
        lambda: Event.objects.filter(slug="meeting").update(title="Ours"),
        "events/meeting",
        "edit by tester",
    ),
    "a part": (
        lambda: Participation.objects.get(key="initiator-alice").delete(),
        "events/meeting",
        "edit by tester",
    ),
    "a link": (
        lambda: Participation.objects.get(key="participant-union").by.clear(),
        "events/meeting",
        "edit by tester",
    ),
}


@pytest.mark.parametrize("what", CURATED)
def test_what_a_curator_changed_is_left_alone(loaded: SmallSeeds, what: str) -> None:
    write, name, why = CURATED[what]
    with make.change("edit"):
        write()
    before = all_snapshots()
    loaded.edit("events/meeting.yaml", "title: Meeting in Baghdad", "title: From the seeds")
    loaded.edit("actors.yaml", "name: The Union", "name: The New Union")
    outcome = loaded.load()
    assert record_names(outcome.updated) == {"actors/union"}
    ((root, reason),) = outcome.skipped
    assert record_names([root]) == {name}
    assert reason.startswith(why)
    after = all_snapshots()
    assert after.pop("actors/union")["name"] == "The New Union"
    before.pop("actors/union")
    assert after == before
    assert len(loaded.load().skipped) == 1


def test_what_a_curator_withdrew_stays_withdrawn(loaded: SmallSeeds) -> None:
    with make.change("withdraw"):
        Contradiction.objects.all().delete()
        Claim.objects.filter(slug="nobody-came").update(review_status="withdrawn", withdrawn_reason="Wrong")
    outcome = loaded.load()
    assert {slug for (_, slug), _ in outcome.skipped} == {"meeting", "nobody-came"}
    assert Claim.objects.get(slug="nobody-came").review_status == "withdrawn"
    assert not Contradiction.objects.exists()


def test_what_a_curator_deleted_does_not_come_back() -> None:
    with make.change():
        make.actor("alice").delete()  # never there
        actor = make.actor("union")
    with make.change("delete"):
        actor.delete()
    rows: list[dict[str, Any]] = [
        {"model": "events.dataset", "fields": {"slug": "curated", "name": "Curated"}},
        {
            "model": "events.actor",
            "fields": {"slug": "union", "name": "The Union", "kind": "person", "dataset": ["curated"]},
        },
    ]
    outcome = load_rows(rows)
    assert [(slug, why.split(" on ")[0]) for (_, slug), why in outcome.skipped] == [
        ("curated", "test by tester"),
        ("union", "delete by tester"),
    ]
    assert not Actor.objects.exists()
    assert PublicId.objects.get(slug="union").state == "deleted"


def test_an_id_that_a_curator_took_first_is_theirs(seeds: SmallSeeds) -> None:
    with make.change("edit"):
        make.actor("union", name="Another union", review_status="published")
    outcome = seeds.load()
    assert {slug for (_, slug), _ in outcome.skipped} == {"curated", "union"}
    assert Actor.objects.get(slug="union").name == "Another union"
    assert Affiliation.objects.get().object_actor == Actor.objects.get(slug="union")


def test_what_points_at_something_that_is_gone_is_left_alone(seeds: SmallSeeds) -> None:
    with make.change():
        union = make.actor("union")
    with make.change("delete"):
        union.delete()
    outcome = seeds.load()
    reasons = {slug: why for (_, slug), why in outcome.skipped}
    assert set(reasons) == {"curated", "union", "alice", "meeting", "alice-says-so", "nobody-came"}
    assert reasons["alice"] == "it needs actor union, which is not in the database"
    assert record_names(outcome.created) == {
        "articles/a-meeting-in-baghdad",
        "events/talks",
        "locations/baghdad",
        "locations/iraq",
        "outlets/paper",
    }
    assert not Event.objects.filter(slug="meeting").exists()


def test_what_points_at_something_withdrawn_is_left_alone(loaded: SmallSeeds) -> None:
    with make.change("withdraw"):
        make.actor("bob", name="Alice", review_status="published")
    with make.change("withdraw"):
        Actor.objects.filter(slug="bob").update(review_status="withdrawn", withdrawn_reason="Wrong")
    rows = read_files(loaded.fixtures)
    participation = next(row for row in rows if row["model"] == "events.participation")
    participation["fields"]["actor"] = ["bob"]
    outcome = load_rows(rows)
    assert [(slug, why) for (_, slug), why in outcome.skipped] == [
        ("meeting", "it needs actor bob, which is not published")
    ]
    assert Participation.objects.get(key="initiator-alice").actor.slug == "alice"


def test_a_part_that_somebody_elses_record_needs_keeps_its_record_as_it_was(loaded: SmallSeeds) -> None:
    with make.change("edit"):
        claim = make.claim("by-a-curator")
        ClaimSubject.objects.create(claim=claim, figure=Figure.objects.get(key="left"))
    before = all_snapshots()
    drop_figure(loaded, "left")
    outcome = loaded.load()
    assert [slug for (_, slug), _ in outcome.skipped] == ["meeting"]
    assert "left" in outcome.skipped[0][1]
    assert all_snapshots() == before


def drop_figure(seeds: SmallSeeds, key: str) -> None:
    path = seeds.folder / "structure/events/meeting.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    remaining = [line for line in lines if f"- {{key: {key}," not in line]
    assert len(remaining) == len(lines) - 1
    path.write_text("".join(remaining), encoding="utf-8")


def test_a_figure_and_its_subset_can_go_together(loaded: SmallSeeds) -> None:
    loaded.write("structure/contradictions.yaml", "[]\n")
    loaded.edit("claims.yaml", "{figure: meeting/came}, ", "")
    drop_figure(loaded, "came")
    drop_figure(loaded, "left")
    loaded.edit("events/meeting.yaml", "  figures:\n", "")
    outcome = loaded.load()
    assert record_names(outcome.updated) == {"events/meeting", "claims/alice-says-so", "claims/nobody-came"}
    assert not Figure.objects.exists()


def test_a_curators_edit_survives_a_load_that_changes_the_other_end_of_a_contradiction(
    loaded: SmallSeeds,
) -> None:
    with make.change("edit"):
        Event.objects.filter(slug="meeting").update(title="Ours")
    loaded.edit("contradictions.yaml", "how: numeric", "how: direct")
    loaded.load()
    assert Contradiction.objects.get().how == "direct"
    outcome = loaded.load()
    assert Event.objects.get(slug="meeting").title == "Ours"
    assert [(slug, why.split(" on ")[0]) for (_, slug), why in outcome.skipped] == [
        ("meeting", "edit by tester")
    ]


BROKEN: list[tuple[str, dict[str, Any], str]] = [
    (
        "event",
        {"form": "happening"},
        "events.event of events/meeting: Value 'happening' is not a valid choice",
    ),
    ("event", {"date_edtf": "2024-13"}, "there is no month 13"),
    ("event", {"title": ""}, "events.event of events/meeting: This field cannot be blank"),
    ("location", {"latitude": "north"}, "north"),
    ("evidence", {"start": 5}, "do not stand at this place"),
    ("participation", {"role": "hero"}, "'hero' is not a valid choice"),
    ("eventmode", {"mode": "withdraw"}, "withdraw is no mode of consult"),
    ("dataset", {"slug": "Not An Id"}, "An id is made of words"),
]


@pytest.mark.parametrize(("model", "columns", "message"), BROKEN)
def test_a_fixture_that_is_half_broken_loads_nothing(
    seeds: SmallSeeds, model: str, columns: dict[str, Any], message: str
) -> None:
    outcome_of_build = seeds.build()
    assert outcome_of_build
    call_command("build_fixtures", seeds=seeds.folder, fixtures=seeds.fixtures, stdout=StringIO())
    rows = read_files(seeds.fixtures)
    broken = next(row for row in rows if row["model"] == f"events.{model}")
    broken["fields"] |= columns
    with pytest.raises((RowError, ValidationError), match=message):
        load_rows(rows)
    assert not Event.objects.exists()
    assert not Revision.objects.exists()
    assert not PublicId.objects.exists()


def test_a_load_reports_its_progress(seeds: SmallSeeds) -> None:
    seeds.load()
    reports: list[tuple[int, int]] = []
    seeds.edit("outlets.yaml", "The Paper", "The Daily Paper")
    call_command("build_fixtures", seeds=seeds.folder, fixtures=seeds.fixtures, stdout=StringIO())
    load_rows(read_files(seeds.fixtures), lambda done, total: reports.append((done, total)))
    assert reports == [(1, 1)]


def build_and_load(seeds: SmallSeeds) -> str:
    call_command("build_fixtures", seeds=seeds.folder, fixtures=seeds.fixtures, stdout=StringIO())
    out = StringIO()
    call_command("load_seeds", fixtures=seeds.fixtures, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did_and_what_it_left_alone(seeds: SmallSeeds) -> None:
    assert build_and_load(seeds) == "Seeds: 11 new.\n"
    with make.change("edit"):
        Event.objects.filter(slug="talks").update(title="Ours")
    seeds.edit("outlets.yaml", "The Paper", "The Daily Paper")
    said = build_and_load(seeds).splitlines()
    assert said[0] == "Seeds: 1 renewed, 9 as they were, 1 left alone."
    assert said[1].startswith("  left alone: events/talks (edit by tester on ")
    rows = json.loads((seeds.fixtures / "events.json").read_text(encoding="utf-8"))
    rows[0]["fields"]["form"] = "happening"
    (seeds.fixtures / "events.json").write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(CommandError, match=r"Nothing was loaded\. events\.event of events/meeting"):
        call_command("load_seeds", fixtures=seeds.fixtures)


@pytest.mark.usefixtures("seeded")
def test_the_committed_seeds_load_once_hold_together_and_load_again_unchanged() -> None:
    assert list(find_violations()) == []
    written = counts()
    outcome = load_rows(read_files(settings.BASE_DIR / "fixtures"))
    assert isinstance(outcome, LoadResult)
    assert (outcome.created, outcome.updated, outcome.skipped) == ([], [], [])
    assert counts() == written
    for collection, model in record_models().items():
        pks = list(model.objects.values_list("pk", flat=True))
        stored = records.snapshot(collection, pks)
        revisions = Revision.objects.filter(collection=collection, version=1)
        assert {revision.object_pk: revision.record for revision in revisions} == stored
    assert Collection.EVENTS in {collection for collection, _ in outcome.unchanged}
    assert not Evidence.objects.filter(part="").exists()  # each stands in a part of its article
