"""The parts of an event as the public reads them, from how revisions keep them."""

from typing import Any

from events.choices import Collection
from events.records.as_of.resolver import ReferenceResolver
from events.records.as_of.shared_members import Snapshot, attribution_and_evidence, pick_members


def places(seen: ReferenceResolver, event: Snapshot) -> list[dict[str, Any]]:
    """Where it was."""
    return [
        {
            **pick_members(row, "key", "role", "position", "primary"),
            "location": seen.location(row["location"], "country", "latitude", "longitude"),
            "radius_m": seen.radius_of(row["location"]),
            **attribution_and_evidence(seen, row),
        }
        for row in event.get("places") or ()
    ]


def participants(seen: ReferenceResolver, event: Snapshot) -> list[dict[str, Any]]:
    """Who took part."""
    return [
        {
            **pick_members(row, "key", "role", "side"),
            "actor": seen.actor(row["actor"], "country"),
            "acts_for": seen.actor(row["acts_for"]),
            **pick_members(row, "described_as", "count", "status"),
            **attribution_and_evidence(seen, row),
        }
        for row in event.get("participants") or ()
    ]


def figures(seen: ReferenceResolver, event: Snapshot) -> list[dict[str, Any]]:
    """What was counted."""
    return [
        {
            **pick_members(row, "key", "measure", "unit", "value", "low", "high", "qualifier", "wording"),
            "of": [seen.actor(one) for one in row["of"]],
            **pick_members(row, "of_wording", "subset_of", "derived", "preferred"),
            **attribution_and_evidence(seen, row),
        }
        for row in event.get("figures") or ()
    ]


def sources(seen: ReferenceResolver, event: Snapshot) -> list[dict[str, Any]]:
    """The articles that report it, by their dates."""
    rows = sorted(event.get("sources") or (), key=lambda row: seen.date_of(row["article"]))
    return [{"article": seen.article_card(row["article"]), "mention": row["mention"]} for row in rows]


def relations(seen: ReferenceResolver, event: Snapshot) -> list[dict[str, Any]]:
    """Its relations to other events and those of others to it, seen from here."""
    here = {"ref": f"{Collection.EVENTS.value}/{event['id']}"}
    found = [_relation(seen, row, "outgoing", seen.title_ref(row["event"])) for row in event["relations"]]
    for other in seen.referrers.events_naming(event["id"]):
        title = {"id": other.slug, "title": other.record["title"]}
        found += [
            _relation(seen, row, "incoming", title)
            for row in other.record["relations"]
            if row["event"] == here
        ]
    return found


def _relation(seen: ReferenceResolver, row: Snapshot, direction: str, other: Any) -> dict[str, Any]:
    return {
        **pick_members(row, "key", "type"),
        "direction": direction,
        "event": other,
        "polarity": row["polarity"],
        **attribution_and_evidence(seen, row),
    }


def date_reports(seen: ReferenceResolver, event: Snapshot) -> list[dict[str, Any]]:
    """What its articles say of when it was."""
    return [
        {
            "key": row["key"],
            "article": seen.article_card(row["article"]),
            **pick_members(row, "aspect", "wording", "edtf", "weekday", "time_of_day", "duration"),
            **attribution_and_evidence(seen, row),
        }
        for row in event.get("date_reports") or ()
    ]
