"""Each collection's records as the public reads them, from how revisions keep them.

The members come in the order of the builders of the present, so that both are the same text.
"""

from collections.abc import Callable
from typing import Any

from events.choices import Access, Collection
from events.choices.plover import plover_folded
from events.records.as_of.event_children import (
    date_reports,
    figures,
    participants,
    places,
    relations,
    sources,
)
from events.records.as_of.resolver import ReferenceResolver
from events.records.as_of.revisions import PublicRevision
from events.records.as_of.shared_members import (
    DATE_MEMBERS,
    attribution_and_evidence,
    contradictions,
    names,
    pick_items,
    pick_members,
    quotes,
)
from events.records.claim import other_end_sort_key
from events.records.contradiction import child_public_id
from events.records.representation import Representation, record_metadata

_LONG = {
    Collection.ACTORS: ("names", "affiliations", "contradictions"),
    Collection.ARTICLES: ("text", "parts", "defects"),
    Collection.CLAIMS: ("evidence",),
    Collection.EVENTS: ("evidence", "relations", "codings", "date_reports", "contradictions"),
    Collection.LOCATIONS: ("names",),
}
_QUOTED = ("places", "participants", "figures", "relations", "date_reports")
"""The parts of an event that quotations support."""


def members_needed(representation: Representation, head: PublicRevision) -> dict[str, Any]:
    """The stored record without what this shape leaves out, so that what that names is not read."""
    left_out = () if representation.detailed else _LONG.get(head.collection, ())
    return {name: value for name, value in head.record.items() if name not in left_out}


def _actor(seen: ReferenceResolver, head: PublicRevision) -> dict[str, Any]:
    stored = head.record
    record = pick_members(stored, "id", "name", "kind", "description", "country")
    record["sectors"] = stored.get("sectors") or []
    record["size"] = stored.get("size")
    record["external_ids"] = pick_items(stored, "external_ids", "scheme", "value")
    if seen.representation.detailed:
        record["names"] = names(seen, stored)
        record["affiliations"] = [
            {
                **pick_members(row, "key", "type"),
                "object": _object(seen, row["object"]),
                **pick_members(row, "title", "status"),
                "valid": pick_members(row["valid"], *DATE_MEMBERS),
                "polarity": row["polarity"],
                **attribution_and_evidence(seen, row),
            }
            for row in stored.get("affiliations") or ()
        ]
        record["contradictions"] = contradictions(seen, stored)
    return record


def _object(seen: ReferenceResolver, reference: dict[str, str]) -> dict[str, Any] | None:
    kind = "actor" if reference["ref"].startswith(f"{Collection.ACTORS.value}/") else "location"
    shown = seen.actor(reference) if kind == "actor" else seen.location(reference)
    return shown | {"kind": kind} if shown else None


def _article(seen: ReferenceResolver, head: PublicRevision) -> dict[str, Any]:
    stored = head.record
    record = {
        **pick_members(stored, "id", "title", "title_basis"),
        "outlet": seen.outlet(stored["outlet"]),
        **pick_members(stored, "outlet_basis", "basis_note", "url"),
        "publication_date": pick_members(stored["publication_date"], *DATE_MEMBERS, "basis", "source"),
        **pick_members(stored, "language", "translated_from", "dateline", "byline"),
        "credits": pick_items(stored, "credits", "kind", "name"),
        **pick_members(stored, "access", "source_file", "sha256"),
        "external_ids": pick_items(stored, "external_ids", "scheme", "value"),
    }
    if seen.representation.detailed:
        open_always = stored["access"] == head.now == Access.OPEN
        record["text"] = stored["text"] if open_always else None
        record["parts"] = pick_items(stored, "parts", "kind", "start", "end", "source_spans")
        record["defects"] = pick_items(stored, "defects", "kind", "start", "end", "explanation")
    return record


def _claim(seen: ReferenceResolver, head: PublicRevision) -> dict[str, Any]:
    stored = head.record
    contradicted = [end for end in stored.get("contradicts") or () if seen.is_public(end)]
    about = [
        {"kind": row["kind"], "id": child_public_id(row["of"]["ref"].partition("/")[2], row["key"])}
        for row in stored["about"]
    ]
    record = {
        "id": stored["id"],
        "speakers": [seen.actor(one) for one in stored["speakers"]],
        **pick_members(stored, "voice", "stance", "proposition", "directness"),
        "relayed_by": seen.actor(stored["relayed_by"]),
        **pick_members(stored, "basis", "source", "said_on"),
        "about": [subject for subject in about if seen.is_public(subject)],
        "contradicts": sorted(
            (pick_members(end, "kind", "id", "how", "note") for end in contradicted), key=other_end_sort_key
        ),
    }
    if seen.representation.detailed:
        record["evidence"] = quotes(seen, stored)
    return record


def _dataset(_seen: ReferenceResolver, head: PublicRevision) -> dict[str, Any]:
    return pick_members(
        head.record, "id", "name", "kind", "licence", "attribution", "version", "description", "url"
    )


def _event(seen: ReferenceResolver, head: PublicRevision) -> dict[str, Any]:
    stored = head.record
    record = {
        **pick_members(stored, "id", "title", "summary", "form", "event_type"),
        "modes": stored.get("modes") or [],
        "contexts": stored.get("contexts") or [],
        **pick_members(stored, "quad_class", "intensity"),
        "plover_folded": plover_folded(stored["event_type"] or "", stored["factuality"]),
        "factuality": stored["factuality"],
        "factuality_by": [seen.actor(one) for one in stored["factuality_by"]],
        **pick_members(stored, "confidence", "language"),
        "date": pick_members(stored["date"], *DATE_MEMBERS, "basis", "source", "last_reported"),
        "places": places(seen, stored),
        "participants": participants(seen, stored),
        "figures": figures(seen, stored),
        "sources": sources(seen, stored),
        "external_ids": pick_items(stored, "external_ids", "scheme", "value"),
        "source_count": len(stored["sources"]),
        "evidence_count": len(stored["evidence"])
        + sum(len(part["evidence"]) for name in _QUOTED for part in stored.get(name) or ()),
    }
    if seen.representation.detailed:
        record["evidence"] = quotes(seen, stored, "supports")
        record["relations"] = relations(seen, stored)
        record["codings"] = pick_items(stored, "codings", "scheme", "code", "match", "status", "note")
        record["date_reports"] = date_reports(seen, stored)
        record["contradictions"] = contradictions(seen, stored)
        record["claims"] = [build_as_of(seen, one) for one in seen.referrers.claims_about(head.slug)]
    return record


def _location(seen: ReferenceResolver, head: PublicRevision) -> dict[str, Any]:
    stored = head.record
    record = {
        **pick_members(stored, "id", "name", "kind", "local_type"),
        "parent": seen.location(stored["parent"]),
        "also_in": [seen.location(one) for one in stored.get("also_in") or ()],
        **pick_members(stored, "country", "iso_code", "latitude", "longitude", "radius_m", "bbox"),
        "external_ids": pick_items(stored, "external_ids", "scheme", "value"),
    }
    if seen.representation.detailed:
        record["names"] = names(seen, stored)
    return record


def _outlet(seen: ReferenceResolver, head: PublicRevision) -> dict[str, Any]:
    stored = head.record
    record = pick_members(stored, "id", "name", "kind", "country", "language", "url")
    return record | {"actor": seen.actor(stored["actor"])}


_BUILDERS: dict[Collection, Callable[[ReferenceResolver, PublicRevision], dict[str, Any]]] = {
    Collection.ARTICLES: _article,
    Collection.ACTORS: _actor,
    Collection.EVENTS: _event,
    Collection.LOCATIONS: _location,
    Collection.OUTLETS: _outlet,
    Collection.CLAIMS: _claim,
    Collection.DATASETS: _dataset,
}


def build_as_of(seen: ReferenceResolver, head: PublicRevision) -> dict[str, Any]:
    """One record, as the public read it."""
    dataset = head.record.get("dataset")
    slug = dataset["ref"].partition("/")[2] if dataset else None
    made = seen.creation_times.get((head.collection, head.pk))
    ending = record_metadata(seen.representation, "", "", "", slug, head.number, made, head.at)
    if head.collection is Collection.DATASETS:
        del ending["dataset"]
    return _BUILDERS[head.collection](seen, head) | ending
