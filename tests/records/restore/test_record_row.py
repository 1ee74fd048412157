"""The row of a record, written back."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event, Location
from events.models.record import Record
from events.records.restore.columns import Columns
from events.records.restore.record_row import restore_row
from events.records.restore.references import ResolvedReferences
from tests import factories as make
from tests.record_rows import delete_rows

pytestmark = pytest.mark.django_db
COLUMNS: Columns = {"slug": ("id",), "title": ("title",), "form": ("form",), "dataset": ("dataset",)}


def restore(model: Any, pk: int, columns: Columns, stored: dict[str, Any]) -> Record:
    found = ResolvedReferences(f"{model.COLLECTION.value}/{stored['id']}", pk, stored)
    return restore_row(model, pk, columns, stored, found)


def stored(**members: Any) -> dict[str, Any]:
    return {
        "id": "event",
        "title": "event",
        "form": "action",
        "dataset": {"ref": "datasets/curated"},
    } | members


def test_columns_become_what_is_wanted_and_the_same_is_not_written() -> None:
    with make.change():
        event = make.event()
    found = ResolvedReferences("events/event", event.pk, stored())
    with make.change("write"), CaptureQueriesContext(connection) as queries:
        assert restore_row(Event, event.pk, COLUMNS, stored(), found) == event
    assert len(queries) == 1
    for wanted in (stored(title="Other"), stored(title="Third", form="series"), stored(id="renamed")):
        with make.change("write"):
            assert restore(Event, event.pk, COLUMNS, wanted) == event
        event.refresh_from_db()
        assert (event.slug, event.title, event.form) == (wanted["id"], wanted["title"], wanted["form"])


def test_a_record_that_is_gone_is_made_under_its_key_with_the_time_of_its_publication() -> None:
    with make.change():
        event = make.event(title="Old")
        bystander = make.event("bystander")
    with make.change():
        Event.objects.filter(pk=event.pk).update(review_status="published")
    event.refresh_from_db()
    published_at = event.created_at
    with make.change():
        Event.objects.filter(pk=event.pk).update(title="Older")
    with make.change():
        delete_rows(event)
    with make.change():
        made = restore(Event, event.pk, COLUMNS, stored(title="Old"))
        assert made.pk == event.pk
        assert made.created_at == published_at
        with pytest.raises(ValidationError, match="The id “bystander” belongs to another record"):
            restore(Event, event.pk, COLUMNS, stored(id="bystander"))
    bystander.refresh_from_db()
    assert Event.objects.get(slug="event").title == "Old"


def test_a_record_without_a_key_gets_one() -> None:
    with make.change():
        make.dataset()
        form = stored()
        made = restore_row(Event, None, COLUMNS, form, ResolvedReferences("events/event", -1, form))
        place = {"id": "place", "name": "place", "kind": "region", "dataset": form["dataset"], "parent": None}
        columns: Columns = {"parent": ("parent",), **{name: (name,) for name in ("name", "kind", "dataset")}}
        found = ResolvedReferences("locations/place", -1, place)
        town = restore_row(Location, None, {"slug": ("id",)} | dict(columns), place, found)
    assert Event.objects.get().pk == made.pk
    assert Location.objects.get().pk == town.pk


def test_a_place_does_not_lie_in_itself() -> None:
    with make.change():
        place = make.location(parent=make.location("land"))
    columns: Columns = {"slug": ("id",), "parent": ("parent",)}
    with make.change():
        assert restore(Location, place.pk, columns, {"id": "place", "parent": {"ref": "locations/land"}})
        with pytest.raises(ValidationError, match="locations/place would lie inside itself"):
            restore(Location, place.pk, columns, {"id": "place", "parent": {"ref": "locations/place"}})
