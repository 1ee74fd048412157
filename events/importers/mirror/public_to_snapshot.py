"""What the public reads of a record, as revisions keep it: references by their ids."""

from typing import Any

from events.choices import Collection
from events.models import Event
from events.models.dated import BOUNDS, UNKNOWN_BOUNDS
from events.rules.dates import EARLIEST, LATEST

RecordDict = dict[str, Any]
NARROWING_REASON = "Narrowed where it was curated."
_REFERENCE_MEMBERS = {
    **dict.fromkeys(
        ("actor", "acts_for", "by", "relayed_by", "of", "speakers", "factuality_by"), Collection.ACTORS
    ),
    **dict.fromkeys(("article", "articles"), Collection.ARTICLES),
    **dict.fromkeys(("location", "parent", "also_in"), Collection.LOCATIONS),
    "outlet": Collection.OUTLETS,
    "event": Collection.EVENTS,
}
"""The members that name other records, and of which collection."""
_OMITTED_MEMBERS = (
    "source_count",
    "evidence_count",
    "claims",
    "revision",
    "created_at",
    "updated_at",
    "snippets",
)
"""What follows from other things, or is told beside the record."""


def snapshot_from_public(collection: Collection, public: RecordDict) -> RecordDict:
    """The stored record that the public reads so; what is not public is empty."""
    record: RecordDict = {
        name: _value(name, value) for name, value in public.items() if name not in _OMITTED_MEMBERS
    }
    record |= {"review_status": "published", "withdrawn_reason": None, "note": None}
    if collection == Collection.DATASETS:
        return record
    record["dataset"] = _reference(Collection.DATASETS, public["dataset"])
    if collection == Collection.EVENTS:
        record["relations"] = [one for one in record["relations"] if one["direction"] == "outgoing"]
        record["places"] = [{n: v for n, v in one.items() if n != "radius_m"} for one in record["places"]]
        record["narrowed"] = _narrowed_bounds(public)
    if collection == Collection.CLAIMS:
        record["about"] = [_subject(one) for one in public["about"]]
    return record


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_value(name, one) for one in value]
    if not isinstance(value, dict):
        return "" if name == "quote" and value is None else value  # of a closed article
    if name == "object":
        return _reference(
            Collection.ACTORS if value["kind"] == "actor" else Collection.LOCATIONS, value["id"]
        )
    if name in _REFERENCE_MEMBERS:
        return _reference(_REFERENCE_MEMBERS[name], value["id"])
    return {member: _value(member, one) for member, one in value.items()}


def _reference(collection: Collection, slug: str) -> dict[str, str]:
    return {"ref": f"{collection.value}/{slug}"}


def _subject(public: RecordDict) -> RecordDict:
    """What a claim is about."""
    slug, _, key = public["id"].partition("/")
    holder = Collection.ACTORS if public["kind"] == "affiliation" else Collection.EVENTS
    return {"kind": public["kind"], "of": _reference(holder, slug), "key": key or None}


def _narrowed_bounds(public: RecordDict) -> RecordDict:
    """The bounds that do not follow from the date and what is reported of it: a curator narrowed them."""
    date = public["date"]
    event = Event(slug=public["id"], date_edtf=date["edtf"] or "", factuality=public["factuality"])
    event.last_reported = Event._meta.get_field("last_reported").to_python(date["last_reported"])
    event.derive_from_children([], [(one["aspect"], one["edtf"] or "") for one in public["date_reports"]])
    narrowed: RecordDict = {}
    for bound in BOUNDS:
        derived = getattr(event, bound)
        opened = EARLIEST if UNKNOWN_BOUNDS[bound] == EARLIEST else LATEST
        shown = None if derived == opened else derived.isoformat()
        narrowed[bound] = date[bound] if date[bound] != shown else None
    return narrowed | {"reason": NARROWING_REASON if any(narrowed.values()) else None}
