"""Claims as nested data."""

from typing import Any

from events.choices import Collection, ReviewStatus
from events.models import Claim, ClaimSubject
from events.records import attribution as who
from events.records.contradiction import contradictions, part_id
from events.records.quote import quotes
from events.records.shape import STATUS_COLUMNS, Shape, actor_ref, listed, ref, standing

_SUBJECTS = {
    "event": ("event", None),
    "relation": ("relation__event", "relation__key"),
    "figure": ("figure__event", "figure__key"),
    "affiliation": ("affiliation__actor", "affiliation__key"),
    "participation": ("participation__event", "participation__key"),
}


def claims(shape: Shape, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Claims by key. Queries: 4 for rows, 5 for details, however many."""
    speakers = who.actors_of(shape, Claim, "by", "claim", pks)
    about = _about(shape, pks)
    evidence = quotes(shape, claim__in=pks) if shape.long else {}
    against = contradictions("claim", pks, shape)
    rows = Claim._base_manager.filter(pk__in=pks).values_list(
        "pk",
        "slug",
        "stance",
        "proposition",
        "directness",
        "said_on",
        *who.COLUMNS,
        *STATUS_COLUMNS,
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
            "relayed_by": actor_ref(shape, relay, relay_name, relay_kind),
            "basis": basis,
            "source": source or None,
            "said_on": said_on or None,
            "about": about[pk],
            "contradicts": _contradicts(shape, slug, against[pk]),
        }
        if shape.long:
            record["evidence"] = evidence["claim", pk]
        built[pk] = record | standing(shape, *row[12:])
    return built


def _about(shape: Shape, pks: list[int]) -> dict[int, list[Any]]:
    columns = []
    for root, key in _SUBJECTS.values():
        columns += [f"{root}__slug", f"{root}__review_status", key or f"{root}__slug"]
    rows = ClaimSubject.objects.filter(claim__in=pks).values_list("claim_id", *columns)
    return listed(
        (claim, _subject(shape, kind, slug, key))
        for claim, *row in rows
        for kind, slug, status, key in zip(_SUBJECTS, row[::3], row[1::3], row[2::3], strict=True)
        if slug is not None and (not shape.public or status == ReviewStatus.PUBLISHED)
    )


def _subject(shape: Shape, kind: str, slug: str, key: str) -> dict[str, Any]:
    part = key if _SUBJECTS[kind][1] else None
    if shape.public:
        return {"kind": kind, "id": part_id(slug, part)}
    collection = Collection.ACTORS if kind == "affiliation" else Collection.EVENTS
    return {"kind": kind, "of": ref(shape, collection, slug), "key": part}


def _contradicts(shape: Shape, slug: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The other end of each contradiction."""
    here = {"kind": "claim", "id": slug}
    ends = [
        (one["right"] if one["left"] == here else one["left"]) | {"how": one["how"], "note": one["note"]}
        for one in found
    ]
    return sorted(ends, key=by_other_end) if shape.public else ends


def by_other_end(end: dict[str, Any]) -> tuple[str, str]:
    """The order in which the public gets what a claim contradicts."""
    return end["kind"], end["id"]
