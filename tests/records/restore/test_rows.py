"""What a row and its many-to-many columns hold, taken from a stored item and written back."""

import datetime
from decimal import Decimal
from typing import Any, cast

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Affiliation, Article, DateReport, Event, Figure, Location
from events.models.record import Record
from events.records.restore.references import ResolvedReferences
from events.records.restore.rows import Columns, restore_many_to_many, restore_row, row_values
from events.records.stored_paths import dig
from tests import factories as make
from tests.record_rows import delete_rows

pytestmark = pytest.mark.django_db
COLUMNS: Columns = {"slug": ("id",), "title": ("title",), "form": ("form",), "dataset": ("dataset",)}
THROUGH = Event.factuality_by.through


class Found:
    """The internal keys of two records."""

    def key(self, ref: str) -> int:
        """By the reference."""
        return {"actors/one": 11, "locations/two": 22}[ref]


def values(model: Any, columns: Columns, item: dict[str, Any]) -> dict[str, Any]:
    return dict(row_values(model, columns, item, cast(ResolvedReferences, Found())))


def test_a_value_is_found_by_its_path_and_nothing_is_within_a_null() -> None:
    item = {"a": {"b": [1, {"c": 2}], "n": None}}
    assert dig(item, ("a", "b", 0)) == 1
    assert dig(item, ("a", "b", 1, "c")) == 2
    assert dig(item, ()) == item
    assert dig(item, ("a", "n")) is None
    assert dig(item, ("a", "n", "m", 3)) is None


def test_values_are_read_as_their_columns_have_them() -> None:
    columns: Columns = {"value": ("value",), "measure": ("what", "measure"), "wording": ("wording",)}
    item = {"value": 10.25, "what": {"measure": "killed"}, "wording": None}
    assert values(Figure, columns, item) == {"value": Decimal("10.25"), "measure": "killed", "wording": ""}
    assert values(Figure, columns, item | {"value": None})["value"] is None
    assert values(Event, {"factuality": ("factuality",)}, {"factuality": None}) == {"factuality": "occurred"}
    assert values(DateReport, {"edtf": ("edtf",)}, {"edtf": "2024-01"}) == {"edtf": "2024-01"}
    dated = values(Article, {"start_earliest": ("from",)}, {"from": "2024-01-27"})
    assert dated == {"start_earliest": datetime.date(2024, 1, 27)}


def test_what_an_older_item_did_not_know_is_left_alone() -> None:
    columns: Columns = {"value": ("value",), "wording": ("a", "wording"), "unit": ("unit",)}
    assert values(Figure, columns, {"a": {}, "unit": "USD"}) == {"unit": "USD"}


def test_a_reference_is_the_key_in_the_column_of_its_own_collection() -> None:
    columns: Columns = {"object_actor": ("object",), "object_location": ("object",)}
    assert values(Affiliation, columns, {"object": {"ref": "actors/one"}}) == {
        "object_actor_id": 11,
        "object_location_id": None,
    }
    assert values(Affiliation, columns, {"object": {"ref": "locations/two"}}) == {
        "object_actor_id": None,
        "object_location_id": 22,
    }
    assert values(Affiliation, columns, {"object": None}) == {
        "object_actor_id": None,
        "object_location_id": None,
    }


def test_what_no_path_leads_to_is_worked_out() -> None:
    columns: Columns = {"value": lambda item, found: found.key("actors/one") + item["more"]}
    assert values(Figure, columns, {"more": 1}) == {"value": 12}


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


def rows_of(event: Event) -> dict[str, int]:
    """The slugs of the actors, with the keys of their rows."""
    rows = THROUGH._base_manager.filter(event=event).order_by("pk")
    return dict(rows.values_list("actor__slug", "pk"))


def test_each_set_becomes_what_is_wanted_and_what_is_in_both_stays() -> None:
    with make.change():
        one, other, untouched = make.event("one"), make.event("other"), make.event("untouched")
        actors = {slug: make.actor(slug) for slug in ("a", "b", "c")}
        for event in (one, other, untouched):
            event.factuality_by.add(actors["a"])
            event.factuality_by.add(actors["b"])
        before = {event.slug: rows_of(event) for event in (one, other, untouched)}
        stored = {"by": [{"ref": f"actors/{slug}"} for slug in actors]}
        found = ResolvedReferences("events/one", one.pk, stored)
        a, b, c = stored["by"]
        restore_many_to_many(Event, "factuality_by", {one.pk: [a, b, c, c], other.pk: [b, a]}, found)
        assert [*rows_of(one)] == ["a", "b", "c"]
        assert rows_of(one).items() > before["one"].items()
        assert rows_of(other) == before["other"]
        assert rows_of(untouched) == before["untouched"]
        restore_many_to_many(Event, "factuality_by", {one.pk: [c], other.pk: []}, found)
        assert ([*rows_of(one)], [*rows_of(other)]) == (["c"], [])
