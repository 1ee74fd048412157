"""The seeds as they are read are the records that the database holds once they are loaded."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from rest_framework.serializers import ListSerializer

from events import records
from events.choices import Collection
from events.importers.seeds.record_reader import RecordReader, Stored
from events.models.record import record_models
from events.records import RECORDS, Representation
from events.records.declaration import (
    ChildSerializer,
    Column,
    Derived,
    EitherReferenceSerializer,
    GroupSerializer,
    Loaded,
)
from events.records.differences import item_label
from events.records.schema_fields import column_at
from events.records.stored_values import subject_collection
from tests.importers.small_seeds import SmallSeeds


def unlike(declared: Any, read: Stored, stored: Stored, path: str) -> Iterator[str]:
    """Where a record that was read differs from what a revision keeps of it; what is derived aside."""
    for name, member in declared.shown(Representation.SNAPSHOT):
        here, ours, theirs = f"{path}.{name}", read.get(name), stored[name]
        match member.schema if isinstance(member, Loaded) else member:
            case Column(path=column):
                field = column_at(declared.option("model"), column)
                default = None if "__" in column else field.get_default() or None
                if field.editable and (ours or default) != (theirs or None):
                    yield f"{here}: {ours} {theirs}"
            case GroupSerializer() as group if not isinstance(group, EitherReferenceSerializer):
                yield from unlike(type(group), ours or {}, theirs, here)
            case ListSerializer(child=ChildSerializer() as child):
                pairs = [
                    sorted(items or [], key=lambda item: item_label(name, item)) for items in (ours, theirs)
                ]
                if len(pairs[0]) != len(pairs[1]):
                    yield f"{here}: {len(pairs[0])} {len(pairs[1])}"
                for one, other in zip(*pairs, strict=False):
                    yield from unlike(type(child), one, other, f"{here}.{item_label(name, one)}")
            case Derived():
                pass
            case _:
                if in_any_order(ours) != in_any_order(theirs):
                    yield f"{here}: {ours} {theirs}"


def in_any_order(value: Any) -> Any:
    """A value to compare: references and contradictions have no order of their own."""
    of_objects = isinstance(value, list) and all(isinstance(item, dict) for item in value)
    return sorted(value, key=str) if of_objects and value else value or None


def contradictions_of(reader: RecordReader, collection: Collection, slug: str) -> Stored:
    """The contradictions of a record as it is stored: a claim holds the other end alone."""
    found: Stored = {"contradicts": [], "contradictions": []}
    for one in reader.contradictions:
        for side, other in (("left", "right"), ("right", "left")):
            kind, holder = one[side]["kind"], one[side]["id"].partition("/")[0]
            if (subject_collection(kind), holder) == (collection, slug):
                if kind == "claim":
                    found["contradicts"].append(one[other] | {"how": one["how"], "note": one["note"]})
                elif one not in found["contradictions"]:
                    found["contradictions"].append(one)
    return found


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("collection", Collection)
def test_what_is_read_is_what_a_revision_keeps(collection: Collection) -> None:
    reader = RecordReader(settings.BASE_DIR / "seeds").read()
    snapshots = records.snapshot(collection, record_models()[collection].objects.values_list("pk", flat=True))
    by_id = {record["id"]: record for record in snapshots.values()}
    assert by_id.keys() == reader.records[collection].keys()
    for slug, read in reader.records[collection].items():
        whole = read | contradictions_of(reader, collection, slug)
        assert list(unlike(RECORDS[collection], whole, by_id[slug], f"{collection.value}/{slug}")) == []


def test_what_is_not_given_is_left_out(tmp_path: Path) -> None:
    reader = RecordReader(SmallSeeds(tmp_path).folder).read()
    assert reader.records[Collection.LOCATIONS]["baghdad"] == {
        "id": "baghdad",
        "name": "Baghdad",
        "kind": "populated_place",
        "parent": {"ref": "locations/iraq"},
        "latitude": 33.3,
        "longitude": 44.4,
        "names": [
            {"name": "Baghdad", "kind": "official", "articles": [{"ref": "articles/a-meeting-in-baghdad"}]}
        ],
        "dataset": {"ref": "datasets/curated"},
        "review_status": "published",
    }
    figure = reader.records[Collection.EVENTS]["meeting"]["figures"][1]
    assert {name: figure[name] for name in ("key", "value", "subset_of", "evidence")} == {
        "key": "left",
        "value": 12,
        "subset_of": "came",
        "evidence": [
            {"article": {"ref": "articles/a-meeting-in-baghdad"}, "quote": "12", "start": 90, "end": 92}
        ],
    }
    assert reader.records[Collection.ACTORS]["alice"]["affiliations"][0]["valid"] == {"edtf": "2020/.."}
    assert reader.records[Collection.CLAIMS]["alice-says-so"]["about"][1] == {
        "kind": "figure",
        "of": {"ref": "events/meeting"},
        "key": "came",
    }
