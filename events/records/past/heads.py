"""Each collection's records as the public reads them, from how revisions keep them.

The members come in the order of the builders of the present, so that both are the same text.
"""

from collections.abc import Callable
from typing import Any

from events.choices import Access, Collection
from events.choices.plover import plover_folded
from events.records.claim import by_other_end
from events.records.contradiction import part_id
from events.records.past.event_parts import figures, participants, places, relations, reports, sources
from events.records.past.kept import Kept
from events.records.past.parts import DATE, contradictions, each, names, picked, quotes, vouched
from events.records.past.seen import Seen
from events.records.shape import Shape, standing

_LONG = {
    Collection.ACTORS: ("names", "affiliations", "contradictions"),
    Collection.ARTICLES: ("text", "parts", "defects"),
    Collection.CLAIMS: ("evidence",),
    Collection.EVENTS: ("evidence", "relations", "codings", "date_reports", "contradictions"),
    Collection.LOCATIONS: ("names",),
}
_QUOTED = ("places", "participants", "figures", "relations", "date_reports")
"""The parts of an event that quotations support."""


def trimmed(shape: Shape, head: Kept) -> dict[str, Any]:
    """The stored record without what this shape leaves out, so that what that names is not read."""
    left_out = () if shape.long else _LONG.get(head.collection, ())
    return {name: value for name, value in head.record.items() if name not in left_out}


def _actor(seen: Seen, head: Kept) -> dict[str, Any]:
    stored = head.record
    record = picked(stored, "id", "name", "kind", "description", "country")
    record["sectors"] = stored.get("sectors") or []
    record["size"] = stored.get("size")
    record["external_ids"] = each(stored, "external_ids", "scheme", "value")
    if seen.shape.long:
        record["names"] = names(seen, stored)
        record["affiliations"] = [
            {
                **picked(row, "key", "type"),
                "object": _object(seen, row["object"]),
                **picked(row, "title", "status"),
                "valid": picked(row["valid"], *DATE),
                "polarity": row["polarity"],
                **vouched(seen, row),
            }
            for row in stored.get("affiliations") or ()
        ]
        record["contradictions"] = contradictions(seen, stored)
    return record


def _object(seen: Seen, reference: dict[str, str]) -> dict[str, Any] | None:
    kind = "actor" if reference["ref"].startswith(f"{Collection.ACTORS.value}/") else "location"
    shown = seen.actor(reference) if kind == "actor" else seen.location(reference)
    return shown | {"kind": kind} if shown else None


def _article(seen: Seen, head: Kept) -> dict[str, Any]:
    stored = head.record
    record = {
        **picked(stored, "id", "title", "title_basis"),
        "outlet": seen.outlet(stored["outlet"]),
        **picked(stored, "outlet_basis", "basis_note", "url"),
        "publication_date": picked(stored["publication_date"], *DATE, "basis", "source"),
        **picked(stored, "language", "translated_from", "dateline", "byline"),
        "credits": each(stored, "credits", "kind", "name"),
        **picked(stored, "access", "source_file", "sha256"),
        "external_ids": each(stored, "external_ids", "scheme", "value"),
    }
    if seen.shape.long:
        open_always = stored["access"] == head.now == Access.OPEN
        record["text"] = stored["text"] if open_always else None
        record["parts"] = each(stored, "parts", "kind", "start", "end", "source_spans")
        record["defects"] = each(stored, "defects", "kind", "start", "end", "explanation")
    return record


def _claim(seen: Seen, head: Kept) -> dict[str, Any]:
    stored = head.record
    contradicted = [end for end in stored.get("contradicts") or () if seen.is_public(end)]
    about = [
        {"kind": row["kind"], "id": part_id(row["of"]["ref"].partition("/")[2], row["key"])}
        for row in stored["about"]
    ]
    record = {
        "id": stored["id"],
        "speakers": [seen.actor(one) for one in stored["speakers"]],
        **picked(stored, "voice", "stance", "proposition", "directness"),
        "relayed_by": seen.actor(stored["relayed_by"]),
        **picked(stored, "basis", "source", "said_on"),
        "about": [subject for subject in about if seen.is_public(subject)],
        "contradicts": sorted(
            (picked(end, "kind", "id", "how", "note") for end in contradicted), key=by_other_end
        ),
    }
    if seen.shape.long:
        record["evidence"] = quotes(seen, stored)
    return record


def _dataset(_seen: Seen, head: Kept) -> dict[str, Any]:
    return picked(
        head.record, "id", "name", "kind", "licence", "attribution", "version", "description", "url"
    )


def _event(seen: Seen, head: Kept) -> dict[str, Any]:
    stored = head.record
    record = {
        **picked(stored, "id", "title", "summary", "form", "event_type"),
        "modes": stored.get("modes") or [],
        "contexts": stored.get("contexts") or [],
        **picked(stored, "quad_class", "intensity"),
        "plover_folded": plover_folded(stored["event_type"] or "", stored["factuality"]),
        "factuality": stored["factuality"],
        "factuality_by": [seen.actor(one) for one in stored["factuality_by"]],
        **picked(stored, "confidence", "language"),
        "date": picked(stored["date"], *DATE, "basis", "source", "last_reported"),
        "places": places(seen, stored),
        "participants": participants(seen, stored),
        "figures": figures(seen, stored),
        "sources": sources(seen, stored),
        "external_ids": each(stored, "external_ids", "scheme", "value"),
        "source_count": len(stored["sources"]),
        "evidence_count": len(stored["evidence"])
        + sum(len(part["evidence"]) for name in _QUOTED for part in stored.get(name) or ()),
    }
    if seen.shape.long:
        record["evidence"] = quotes(seen, stored, "supports")
        record["relations"] = relations(seen, stored)
        record["codings"] = each(stored, "codings", "scheme", "code", "match", "status", "note")
        record["date_reports"] = reports(seen, stored)
        record["contradictions"] = contradictions(seen, stored)
        record["claims"] = [shown(seen, one) for one in seen.named.claims_about(head.slug)]
    return record


def _location(seen: Seen, head: Kept) -> dict[str, Any]:
    stored = head.record
    record = {
        **picked(stored, "id", "name", "kind", "local_type"),
        "parent": seen.location(stored["parent"]),
        "also_in": [seen.location(one) for one in stored.get("also_in") or ()],
        **picked(stored, "country", "iso_code", "latitude", "longitude", "radius_m", "bbox"),
        "external_ids": each(stored, "external_ids", "scheme", "value"),
    }
    if seen.shape.long:
        record["names"] = names(seen, stored)
    return record


def _outlet(seen: Seen, head: Kept) -> dict[str, Any]:
    stored = head.record
    record = picked(stored, "id", "name", "kind", "country", "language", "url")
    return record | {"actor": seen.actor(stored["actor"])}


_BUILDERS: dict[Collection, Callable[[Seen, Kept], dict[str, Any]]] = {
    Collection.ARTICLES: _article,
    Collection.ACTORS: _actor,
    Collection.EVENTS: _event,
    Collection.LOCATIONS: _location,
    Collection.OUTLETS: _outlet,
    Collection.CLAIMS: _claim,
    Collection.DATASETS: _dataset,
}


def shown(seen: Seen, head: Kept) -> dict[str, Any]:
    """One record, as the public read it."""
    dataset = head.record.get("dataset")
    slug = dataset["ref"].partition("/")[2] if dataset else None
    made = seen.made.get((head.collection, head.pk))
    ending = standing(seen.shape, "", "", "", slug, head.number, made, head.at)
    if head.collection is Collection.DATASETS:
        del ending["dataset"]
    return _BUILDERS[head.collection](seen, head) | ending
