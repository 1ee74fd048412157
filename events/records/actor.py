"""Actors as nested data."""

from typing import Any

from events.choices import Collection
from events.models import Actor, ActorName, ActorSector, Affiliation, ExternalId
from events.records import attribution as who
from events.records.contradiction import contradictions
from events.records.name_spellings import name_spellings
from events.records.quoted_evidence import quotes
from events.records.representation import (
    DATE_COLUMNS,
    RECORD_METADATA_COLUMNS,
    Representation,
    date_object,
    group_values,
    record_metadata,
    ref,
)


def actors(representation: Representation, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Actors by key. Queries: 3 for rows, 9 for details, however many."""
    sectors = group_values(ActorSector.objects.filter(actor__in=pks).values_list("actor_id", "sector"))
    external = group_values(
        (pk, {"scheme": scheme, "value": value})
        for pk, scheme, value in ExternalId.objects.filter(actor__in=pks).values_list(
            "actor_id", "scheme", "value"
        )
    )
    long: dict[str, dict[int, list[Any]]] = {}
    if representation.detailed:
        long = {
            "names": name_spellings(representation, ActorName, "actor", pks),
            "affiliations": _affiliations(representation, pks),
            "contradictions": contradictions("actor", pks, representation),
        }
    rows = Actor._base_manager.filter(pk__in=pks).values_list(
        "pk", "slug", "name", "kind", "description", "country", "size", *RECORD_METADATA_COLUMNS
    )
    return {
        pk: {
            "id": slug,
            "name": name,
            "kind": kind,
            "description": description or None,
            "country": country or None,
            "sectors": sectors[pk],
            "size": size,
            "external_ids": external[pk],
        }
        | {name: lists[pk] for name, lists in long.items()}
        | record_metadata(representation, *status)
        for pk, slug, name, kind, description, country, size, *status in rows
    }


def _affiliations(representation: Representation, pks: list[int]) -> dict[int, list[Any]]:
    by = who.many_to_many_actors(representation, Affiliation, "by", "affiliation__actor", pks)
    evidence = quotes(representation, affiliation__actor__in=pks)
    rows = Affiliation.objects.filter(actor__in=pks).values_list(
        "pk",
        "actor_id",
        "key",
        "type",
        "title",
        "status",
        "polarity",
        "object_actor__slug",
        "object_actor__name",
        "object_location__slug",
        "object_location__name",
        *DATE_COLUMNS,
        *who.ATTRIBUTION_COLUMNS,
    )
    return group_values(
        (
            row[1],
            {
                "key": row[2],
                "type": row[3],
                "object": _object(representation, *row[7:11]),
                "title": row[4] or None,
                "status": row[5],
                "valid": date_object(*row[11:17]),
                "polarity": row[6],
                "attribution": who.attribution(representation, row[17:], by[row[0]]),
                "evidence": evidence["affiliation", row[0]],
            },
        )
        for row in rows
    )


def _object(
    representation: Representation, actor: str | None, actor_name: str, place: str | None, place_name: str
) -> dict[str, Any] | None:
    if actor is not None:
        return ref(representation, Collection.ACTORS, actor, name=actor_name, kind="actor")
    return ref(representation, Collection.LOCATIONS, place, name=place_name, kind="location")
