"""What a stored record becomes in the tables, by its declaration."""

import pytest

from events.choices import Collection
from events.records import RECORDS
from events.records.restore.spec import child_specs, editable_columns
from tests.full_records import ORDER, FullRecords
from tests.record_rows import lost_columns, renamed, restored, rolled_back, snapshot_of, table_rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("collection", ORDER)
def test_every_column_of_every_row_comes_from_the_stored_form(
    full: FullRecords, collection: Collection
) -> None:
    record = full.record(collection)
    stored, rows, slug = snapshot_of(record), table_rows(record), record.slug
    with rolled_back():
        made = restored(collection, record.pk + 10**6, renamed(stored, slug, "anew"))
        assert snapshot_of(made) == renamed(stored, slug, "anew")
        assert lost_columns(renamed(rows, slug, "anew"), table_rows(made)) == set()


@pytest.mark.parametrize("collection", ORDER)
def test_lists_go_in_their_own_order_whatever_order_they_are_given_in(
    full: FullRecords, collection: Collection
) -> None:
    record = full.record(collection)
    stored = snapshot_of(record)
    ranked = [child.member for child in child_specs(RECORDS[collection]) if child.order != ("pk",)]
    with rolled_back():
        restored(collection, record.pk, stored | {name: stored[name][::-1] for name in ranked})
        restored(collection, record.pk, stored)
        assert snapshot_of(record) == stored


def test_derived_columns_are_worked_out_and_not_written() -> None:
    for collection in ORDER:
        record = RECORDS[collection]
        model = record.option("model")
        columns = editable_columns(record, model)
        assert {model._meta.get_field(column).editable for column in columns} == {True}
        for child in child_specs(record):
            assert all(child.model._meta.get_field(column).editable for column in child.columns)


def test_only_the_subjects_of_a_claim_may_stand_twice() -> None:
    repeating = {
        f"{collection.value}.{child.member}"
        for collection in ORDER
        for child in child_specs(RECORDS[collection])
        if child.repeats
    }
    assert "claims.about" in repeating
    assert not [name for name in repeating if name.endswith(("contexts", "modes", "names"))]


def test_a_figure_may_be_within_another_figure() -> None:
    parts = {child.member: child for child in child_specs(RECORDS[Collection.EVENTS])}
    assert parts["figures"].within == "subset_of"
    assert {child.within for name, child in parts.items() if name != "figures"} == {""}
