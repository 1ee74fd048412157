"""All that the database holds, as revisions keep it, and what must hold between the two."""

from typing import Any

from django.db import connection

from events import records
from events.choices import Collection, IdState
from events.models import PublicId, Revision
from events.models.record import record_models
from events.records.stored_values import references

Snapshots = dict[tuple[Collection, int], dict[str, Any]]


def all_snapshots() -> Snapshots:
    """Every stored record by its collection and internal key."""
    found: Snapshots = {}
    for collection, model in record_models().items():
        pks = list(model._base_manager.values_list("pk", flat=True))
        found |= {(collection, pk): held for pk, held in records.snapshot(collection, pks).items()}
    return found


def assert_revisions_match() -> Snapshots:
    """What must hold after every change: of references, of revisions, and of ids that lead elsewhere."""
    connection.check_constraints()
    held = all_snapshots()
    newest: dict[tuple[Collection, int], Any] = {}
    for collection, pk, record in Revision.objects.order_by("seq").values_list(
        "collection", "object_pk", "record"
    ):
        newest[Collection(collection), pk] = record
    assert {key: record for key, record in newest.items() if record is not None} == held
    names = {f"{collection.value}/{record['id']}" for (collection, _), record in held.items()}
    named = {reference for record in held.values() for reference in references(record)}
    assert named <= names
    for one in PublicId.objects.filter(state=IdState.MERGED):
        assert f"{one.collection}/{one.successor}" in names, "An id leads on to one that leads on."
    return held
