"""Converts public records into snapshots, as revisions store them: references by their ids."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from rest_framework.serializers import ListSerializer

from events.choices import Collection, ReviewStatus
from events.importers.mirror.feed_page import is_text
from events.models import Event
from events.models.dated import BOUNDS, UNKNOWN_BOUNDS
from events.records import RECORDS, Representation
from events.records.declaration import (
    Column,
    DeclaredSerializer,
    EitherReferenceSerializer,
    Id,
    ReferenceSerializer,
)
from events.records.schema_fields import column_at
from events.records.stored_paths import schema_of
from events.records.stored_values import subject_collection
from events.rules.dates import EARLIEST, LATEST

RecordDict = dict[str, Any]
_TYPES: dict[type, tuple[type, ...]] = {
    models.CharField: (str,),
    models.TextField: (str,),
    models.BooleanField: (bool,),
    models.IntegerField: (int,),
    models.FloatField: (int, float),
    models.DecimalField: (int, float, str),
    models.DateField: (str,),
    models.JSONField: (list, dict),
}
"""The types that values of a kind of column have in an answer."""
NARROWING_REASON = "Narrowed where it was curated."


def snapshot_from_public(collection: Collection, public: RecordDict) -> RecordDict:
    """The snapshot of a public record; private members are empty."""
    record = _stored(RECORDS[collection], public) | {"review_status": ReviewStatus.PUBLISHED.value}
    if collection == Collection.EVENTS:
        record["relations"] = [item for item in record["relations"] if item["direction"] == "outgoing"]
        record["narrowed"] = _narrowed_bounds(public)
    if collection == Collection.CLAIMS:
        record["about"] = [_subject(item) for item in public["about"]]
    return record


def _stored(declared: type[DeclaredSerializer], public: RecordDict) -> RecordDict:
    """An object with those of its stored members that the public record has."""
    return {
        name: _value(declared, member, public.get(name))
        for name, member in declared.shown(Representation.SNAPSHOT)
        if name in public or name in declared.Meta.private
    }


def _value(declared: type[DeclaredSerializer], member: Any, value: Any) -> Any:
    if isinstance(member, Column):
        column = column_at(declared.option("model"), member.path)
        if value is not None:
            _check(column, value)
        withheld = value is None and member.guard
        return "" if withheld and not column.blank else value
    if isinstance(member, Id):
        return _reference(member.model, value)
    schema = schema_of(member)
    if value is None or not isinstance(schema, DeclaredSerializer | ListSerializer):
        return value
    if isinstance(schema, ListSerializer):
        return [_value(declared, schema.child, item) for item in value]
    if isinstance(schema, EitherReferenceSerializer):
        column = column_at(schema.option("model"), schema.option("columns")[value["kind"]])
        return _reference(column.related_model, value["id"])
    if isinstance(schema, ReferenceSerializer):
        return _reference(schema.option("model"), value["id"])
    return _stored(type(schema), value)


def _check(column: models.Field, value: Any) -> None:
    """Hold a value against the type and the bounds of its column. Raises: TypeError, ValidationError."""
    for kind, types in _TYPES.items():
        if isinstance(column, kind):
            if type(value) not in types:
                raise TypeError(f"{column.name} is {str(value)[:40]}")
            break
    if isinstance(value, str) and not is_text(value):
        raise ValidationError(f"{column.name} holds what is no text.")
    if not isinstance(column, models.DateField | models.DecimalField):
        column.run_validators(value)


def _reference(model: Any, slug: str) -> dict[str, str]:
    return {"ref": f"{model.COLLECTION.value}/{slug}"}


def _subject(public: RecordDict) -> RecordDict:
    """The stored subject of a claim."""
    slug, _, key = public["id"].partition("/")
    holder = subject_collection(public["kind"])
    return {"kind": public["kind"], "of": {"ref": f"{holder.value}/{slug}"}, "key": key or None}


def _narrowed_bounds(public: RecordDict) -> RecordDict:
    """The bounds that do not derive from the date and the date reports: a curator narrowed them."""
    date = public["date"]
    event = Event(slug=public["id"], date_edtf=date["edtf"] or "", factuality=public["factuality"])
    event.last_reported = Event._meta.get_field("last_reported").to_python(date["last_reported"])
    event.derive_from_children(
        [], [(report["aspect"], report["edtf"] or "") for report in public["date_reports"]]
    )
    narrowed: RecordDict = {}
    for bound in BOUNDS:
        derived = getattr(event, bound)
        open_bound = EARLIEST if UNKNOWN_BOUNDS[bound] == EARLIEST else LATEST
        derived_text = None if derived == open_bound else derived.isoformat()
        narrowed[bound] = date[bound] if date[bound] != derived_text else None
    return narrowed | {"reason": NARROWING_REASON if any(narrowed.values()) else None}
