"""Claims as nested data."""

from typing import Any

from events.choices import Collection, ReviewStatus
from events.models import Claim, ClaimSubject
from events.records import attribution as who
from events.records.contradiction import child_public_id, contradictions
from events.records.quoted_evidence import quotes
from events.records.representation import (
    RECORD_METADATA_COLUMNS,
    Representation,
    actor_ref,
    group_values,
    record_metadata,
    ref,
)

_SUBJECTS = {
    "event": ("event", None),
    "relation": ("relation__event", "relation__key"),
    "figure": ("figure__event", "figure__key"),
    "affiliation": ("affiliation__actor", "affiliation__key"),
    "participation": ("participation__event", "participation__key"),
}


def claims(representation: Representation, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Claims by key. Queries: 4 for rows, 5 for details, however many."""
    speakers = who.many_to_many_actors(representation, Claim, "by", "claim", pks)
    about = _about(representation, pks)
    evidence = quotes(representation, claim__in=pks) if representation.detailed else {}
    against = contradictions("claim", pks, representation)
    rows = Claim._base_manager.filter(pk__in=pks).values_list(
        "pk",
        "slug",
        "stance",
        "proposition",
        "directness",
        "said_on",
        *who.ATTRIBUTION_COLUMNS,
        *RECORD_METADATA_COLUMNS,
    )
    built: dict[int, dict[str, Any]] = {}
    for row in rows:
        pk, slug, stance, proposition, directness, said_on = row[:6]
        voice, relay, relay_name, relay_kind, basis, source = row[6:12]
        record = {
            "id": slug,
            "speakers": speakers[pk],
            "voice": voice,
            "stance": stance,
            "proposition": proposition,
            "directness": directness,
            "relayed_by": actor_ref(representation, relay, relay_name, relay_kind),
            "basis": basis,
            "source": source or None,
            "said_on": said_on or None,
            "about": about[pk],
            "contradicts": _contradicts(representation, slug, against[pk]),
        }
        if representation.detailed:
            record["evidence"] = evidence["claim", pk]
        built[pk] = record | record_metadata(representation, *row[12:])
    return built


def _about(representation: Representation, pks: list[int]) -> dict[int, list[Any]]:
    columns = []
    for root, key in _SUBJECTS.values():
        columns += [f"{root}__slug", f"{root}__review_status", key or f"{root}__slug"]
    rows = ClaimSubject.objects.filter(claim__in=pks).values_list("claim_id", *columns)
    return group_values(
        (claim, _subject(representation, kind, slug, key))
        for claim, *row in rows
        for kind, slug, status, key in zip(_SUBJECTS, row[::3], row[1::3], row[2::3], strict=True)
        if slug is not None and (not representation.public or status == ReviewStatus.PUBLISHED)
    )


def _subject(representation: Representation, kind: str, slug: str, key: str) -> dict[str, Any]:
    part = key if _SUBJECTS[kind][1] else None
    if representation.public:
        return {"kind": kind, "id": child_public_id(slug, part)}
    collection = Collection.ACTORS if kind == "affiliation" else Collection.EVENTS
    return {"kind": kind, "of": ref(representation, collection, slug), "key": part}


def _contradicts(
    representation: Representation, slug: str, found: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The other end of each contradiction."""
    here = {"kind": "claim", "id": slug}
    ends = [
        (one["right"] if one["left"] == here else one["left"]) | {"how": one["how"], "note": one["note"]}
        for one in found
    ]
    return sorted(ends, key=other_end_sort_key) if representation.public else ends


def other_end_sort_key(end: dict[str, Any]) -> tuple[str, str]:
    """The order in which the public gets what a claim contradicts."""
    return end["kind"], end["id"]
