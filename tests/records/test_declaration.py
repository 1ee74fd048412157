"""Columns and declarations: what stands in a column is stored, restored, and read of the past as of today."""

from typing import Any

import pytest

from events import records
from events.choices import Collection
from events.models import Revision
from events.models.record import Record, record_models
from events.records import Representation
from events.records.as_of import load_as_of
from tests import factories as make
from tests.full_records import ORDER, FullRecords, row_models
from tests.record_rows import (
    RowValues,
    columns_by_name,
    delete_rows,
    is_in_snapshot,
    lost_columns,
    renamed,
    restored,
    rolled_back,
    snapshot_of,
    table_rows,
)

pytestmark = pytest.mark.django_db

PUBLIC = (Representation.SUMMARY, Representation.DETAIL)
NOT_STORED = {
    "ActorName.key_name": "follows from the spelling, and only search asks for it",
    "LocationName.key_name": "follows from the spelling, and only search asks for it",
    "Event.seen_until": "follows from the date, and only filters ask for it",
    "Figure.counted_group": "follows from what is counted, and only a constraint asks for it",
    "Location.reach_west": "follows from point and radius, and only filters ask for it",
    "Location.reach_south": "follows from point and radius, and only filters ask for it",
    "Location.reach_east": "follows from point and radius, and only filters ask for it",
    "Location.reach_north": "follows from point and radius, and only filters ask for it",
    "Location.reach_certain": "follows from point and radius, and only filters ask for it",
}
"""The derived columns that nobody reads in a record."""


SHORT_LIST = "Event.not_stated"
"""A list that names what is empty; all but one of what it can name is filled."""


def test_no_column_is_at_its_default_and_no_list_has_less_than_two_items(full: FullRecords) -> None:
    at_default = {name for name, column in columns_by_name().items() if column.editable}
    for collection in ORDER:
        for name, rows in table_rows(full.record(collection)).items():
            assert len(rows) > 1 or name == record_models()[collection].__name__, name
            for column, value in ((column, value) for row in rows for column, value in row.items()):
                default = columns_by_name()[f"{name}.{column}"].get_default()
                least = 1 if f"{name}.{column}" == SHORT_LIST else 2
                if len(value) >= least if isinstance(value, list) else value not in (None, "", default):
                    at_default.discard(f"{name}.{column}")
    assert at_default == set()


def test_every_column_is_in_the_snapshot_of_a_record_that_it_belongs_to(full: FullRecords) -> None:
    missing = dict(columns_by_name())
    for record in (full.record(collection, number) for number in (0, 1) for collection in ORDER):
        before, models = snapshot_of(record), row_models(type(record))
        for name, column in list(missing.items()):
            if column.model in models and is_in_snapshot(record, before, column):
                del missing[name]
    assert missing.keys() == NOT_STORED.keys()


def assert_same(record: Record, stored: dict[str, Any], rows: dict[str, list[RowValues]]) -> None:
    assert snapshot_of(record) == stored
    assert lost_columns(rows, table_rows(record)) == set()


@pytest.mark.parametrize("collection", ORDER)
def test_a_record_is_made_of_its_stored_form_alone(full: FullRecords, collection: Collection) -> None:
    record = full.record(collection)
    stored, rows, slug = snapshot_of(record), table_rows(record), record.slug
    with rolled_back():
        made = restored(collection, record.pk + 10**6, renamed(stored, slug, "anew"))
        assert_same(made, renamed(stored, slug, "anew"), renamed(rows, slug, "anew"))


@pytest.mark.parametrize("collection", ORDER)
def test_a_record_that_is_gone_comes_back_under_its_key(full: FullRecords, collection: Collection) -> None:
    record = full.record(collection)
    stored, rows = snapshot_of(record), table_rows(record)
    with rolled_back():
        delete_rows(record)
        made = restored(collection, record.pk, stored)
        assert_same(made, stored, rows)
        assert made.created_at == record.created_at


@pytest.mark.parametrize("collection", ORDER)
def test_a_record_takes_the_place_of_a_bare_one_and_gives_it_back(
    full: FullRecords, collection: Collection
) -> None:
    record = full.record(collection)
    stored, rows = (renamed(held, record.slug, "anew") for held in (snapshot_of(record), table_rows(record)))
    with rolled_back():
        bare = getattr(make, collection.value.removesuffix("s"))("bare")
        before, bare_rows = snapshot_of(bare), table_rows(bare)
        assert_same(restored(collection, bare.pk, stored), stored, rows)
        assert_same(restored(collection, bare.pk, before), before, bare_rows)


@pytest.mark.parametrize("collection", ORDER)
def test_the_past_of_the_last_change_is_the_present(full: FullRecords, collection: Collection) -> None:
    record = full.record(collection)
    for representation in PUBLIC:
        as_of = load_as_of(collection, [record.slug], Revision.objects.latest("seq").seq, representation)
        assert list(as_of.values()) == records.load(collection, [record.pk], representation)
