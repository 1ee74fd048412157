"""Records written back: the same leaves nothing, and whatever was done to one is undone.

That nothing is lost on the way is shown in test_declaration.py.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events import changes, records
from events.choices import Collection
from events.models import Actor, ClaimSubject, Contradiction, Event, EventRelation, Figure
from events.models.record import Record, record_models
from events.records.restore import restore_record
from events.write_guard import UntrackedWriteError
from tests import factories as make
from tests.proof import sample


def snapshot_of(record: Record) -> dict[str, Any]:
    return records.snapshot(record.COLLECTION, [record.pk])[record.pk]


def restore_in_change(record: Record, form: dict[str, Any]) -> changes.Change:
    with make.change("write") as change:
        restore_record(record.COLLECTION, record.pk, form)
    return change


def all_records() -> Iterator[Record]:
    for _, model in sorted(record_models().items()):
        yield from model._base_manager.order_by("pk")


COLUMNS = ("bbox", "not_stated")
"""Lists that are columns of the record, not rows of their own."""


def list_members(form: dict[str, Any]) -> list[str]:
    return [name for name, value in form.items() if isinstance(value, list) and value and name not in COLUMNS]


@pytest.mark.proof(sample=True)
@pytest.mark.usefixtures("seeded")
def test_every_seed_written_as_it_is_leaves_no_revision() -> None:
    with make.change("write") as change:
        for record in sample(list(all_records()), 6):
            restore_record(record.COLLECTION, record.pk, snapshot_of(record))
    assert not change.first_seq


@pytest.mark.usefixtures("seeded")
def test_no_write_outside_a_change() -> None:
    actor = Actor.objects.earliest("pk")
    with pytest.raises(UntrackedWriteError):
        restore_record(Collection.ACTORS, actor.pk, snapshot_of(actor))


def with_empty_list(form: dict[str, Any], member: str) -> dict[str, Any]:
    return form | {member: []}


def with_reversed_list(form: dict[str, Any], member: str) -> dict[str, Any]:
    return form | {member: form[member][::-1]}


def without_first_item(form: dict[str, Any], member: str) -> dict[str, Any]:
    return form | {member: form[member][1:]}


def with_changed_items(form: dict[str, Any], member: str) -> dict[str, Any]:
    form = deepcopy(form)
    for item in form[member]:
        if isinstance(item, dict):
            for path in ("attribution.by", "of", "articles"):
                holder, _, last = path.rpartition(".")
                whole = item.get(holder, {}) if holder else item
                if isinstance(whole.get(last), list):
                    whole[last] = whole[last][1:]
            for name in ("evidence", "note", "wording"):
                if item.get(name):
                    item[name] = item[name][1:]
            for name in ("primary", "preferred"):
                if name in item:
                    item[name] = False
    return form


def try_restore(record: Record, form: dict[str, Any]) -> bool:
    """Write it and tell whether that was taken: others may need what would go."""
    try:
        with transaction.atomic():
            restore_record(record.COLLECTION, record.pk, form)
    except ValidationError:
        return False
    return True


def apply_to_members(done: Any, form: dict[str, Any], members: list[str]) -> dict[str, Any]:
    for member in members:
        form = done(form, member)
    return form


@pytest.mark.once
@pytest.mark.proof(sample=True)
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    "done",
    [
        *(pytest.param(one, marks=pytest.mark.proof) for one in (with_empty_list, with_reversed_list)),
        without_first_item,
        with_changed_items,
    ],
)
def test_whatever_was_done_to_lists_is_undone(done: Any) -> None:
    met = set()
    with make.change("write") as change:
        as_it_was = [(record, snapshot_of(record)) for record in all_records()]
        for record, before in sample(as_it_was[::5], 4):
            members = list_members(before)
            # Others may need what would go from one list, so that all together are refused.
            for chosen in [members, *([member] for member in members)]:
                if try_restore(record, apply_to_members(done, before, chosen)):
                    met |= {(record.COLLECTION, member) for member in chosen}
                    restore_record(record.COLLECTION, record.pk, before)
                    assert snapshot_of(record) == before, chosen
                    if chosen is members:
                        break
        restore_contradictions(as_it_was)
    assert not change.first_seq
    assert len(met) > 20, sorted(met)


def restore_contradictions(as_it_was: list[tuple[Record, dict[str, Any]]]) -> None:
    """Write back those at the other ends of contradictions, in whose lists these came last."""
    for _ in range(3):
        for record, before in as_it_was:
            if before.get("contradictions") or before.get("contradicts"):
                restore_record(record.COLLECTION, record.pk, before)


@pytest.mark.django_db
def test_the_record_is_returned_whether_or_not_anything_differs() -> None:
    with make.change():
        event = make.event()
    before = snapshot_of(event)
    with make.change("write"):
        for title in ("event", "Other"):
            row = restore_record(Collection.EVENTS, event.pk, before | {"title": title})
            assert isinstance(row, Event)
            assert (row.pk, row.title) == (event.pk, title)


@pytest.mark.django_db
def test_a_row_that_is_named_stays_and_one_that_gives_way_takes_those_who_name_it_along() -> None:
    with make.change():
        event, actor, claim = make.event(), make.actor(), make.claim()
        first, second, third = (
            Figure.objects.create(event=event, measure="injured", value=n) for n in (1, 2, 3)
        )
        named = ClaimSubject.objects.create(claim=claim, figure=third)
        quotation = make.evidence(make.article(), event=event, figure=third)
        third.by.add(actor)
    before = snapshot_of(event)
    restore_in_change(event, before | {"figures": [before["figures"][2], *before["figures"][:2]]})
    named.refresh_from_db()
    assert named.figure_id == third.pk
    assert list(Figure.objects.filter(pk__in=[first.pk, second.pk])) == []
    restore_in_change(event, before)
    named.refresh_from_db()
    quotation.refresh_from_db()
    assert named.figure_id == quotation.figure_id == Figure.objects.get(value=3).pk != third.pk
    assert snapshot_of(event) == before


@pytest.mark.django_db
def test_a_part_that_another_record_names_is_not_lost() -> None:
    with make.change():
        event, claim = make.event(), make.claim()
        figure = Figure.objects.create(event=event, key="deaths", measure="killed", value=1)
        ClaimSubject.objects.create(claim=claim, figure=figure)
    with pytest.raises(ValidationError, match="would lose “deaths”, which claims/claim needs"):
        restore_in_change(event, snapshot_of(event) | {"figures": []})


@pytest.mark.django_db
def test_what_is_gone_is_named_and_what_was_renamed_is_followed() -> None:
    with make.change():
        event, actor, other = make.event(), make.actor(), make.actor("other")
        make.participation(event, actor)
        event.factuality_by.add(actor, other)
    before = snapshot_of(event)
    with make.change():
        actor.slug = "renamed"
        actor.save()
    assert not restore_in_change(event, before).first_seq
    with make.change() as change:
        change.merged_into[Collection.ACTORS, other.pk] = "renamed"
        event.factuality_by.remove(other)
        other.delete()
    restore_in_change(event, before)
    assert snapshot_of(event)["factuality_by"] == [{"ref": "actors/renamed"}]
    with make.change():
        event.factuality_by.clear()
        event.participants.all().delete()
        actor.delete()
    with pytest.raises(ValidationError, match="events/event names actors/actor, which is gone"):
        restore_in_change(event, before)


@pytest.mark.django_db
def test_nothing_names_itself_after_what_it_named_became_one_with_it() -> None:
    with make.change():
        whole, event = make.event("whole"), make.event()
        EventRelation.objects.create(event=event, other=whole, type="part_of")
        land, place = make.location("land"), make.location("place")
        place.parent = land
        place.save()
    forms = [(event, snapshot_of(event)), (place, snapshot_of(place))]
    with make.change() as change:
        EventRelation.objects.all().delete()
        place.parent = None
        place.save()
        for one, into in ((whole, event), (land, place)):
            change.merged_into[one.COLLECTION, one.pk] = into.slug
            one.delete()
    for record, form in forms:
        with pytest.raises(ValidationError, match="became one with it"):
            restore_in_change(record, form)


@pytest.mark.django_db
def test_claims_keep_on_which_hand_they_stand() -> None:
    with make.change():
        event, claim = make.event(), make.claim()
        figure = Figure.objects.create(event=event, key="deaths", measure="killed", value=1)
        Contradiction.objects.create(left_figure=figure, right_claim=claim, how="numbers")
    before = snapshot_of(event)
    form = snapshot_of(claim)
    form["contradicts"][0]["note"] = "By far."
    restore_in_change(claim, form)
    before["contradictions"][0]["note"] = "By far."
    assert snapshot_of(event) == before
    assert {
        revision.collection
        for revision in restore_in_change(event, before | {"contradictions": []}).revisions
    } == {
        "claims",
        "events",
    }


@pytest.mark.django_db
def test_the_queries_of_a_record_do_not_grow_with_its_parts() -> None:
    counted = []
    for number in (2, 20):
        with make.change():
            event = make.event(f"event-{number}")
            for n in range(number):
                part = make.participation(event, make.actor(f"actor-{number}-{n}"))
                make.evidence(make.article(f"article-{number}-{n}"), event=event, participation=part)
        before = snapshot_of(event)
        restore_in_change(event, before | {"participants": [], "evidence": []})
        with make.change(), CaptureQueriesContext(connection) as queries:
            restore_record(Collection.EVENTS, event.pk, before)
        assert snapshot_of(event) == before
        counted.append(len(queries))
    assert counted[0] == counted[1] < 60


@pytest.mark.django_db
def test_what_the_form_of_then_did_not_have_is_at_its_default() -> None:
    with make.change():
        event = make.event(not_stated=["whom"])
        event.figures.create(measure="killed", value=3, low=3, high=3, complete=True, unit="persons")
    form = deepcopy(snapshot_of(event))
    form["not_stated"] = None
    for name in ("complete", "stock", "preferred", "qualifier", "unit"):
        form["figures"][0][name] = None
    restore_in_change(event, form)
    event.refresh_from_db()
    (figure,) = event.figures.all()
    columns = (figure.complete, figure.stock, figure.preferred, figure.qualifier, figure.unit)
    assert columns == (False, False, False, "exact", "")
    assert event.not_stated == []
