"""Actors as nested data."""

from typing import Any

from events.choices import Collection
from events.models import Actor, ActorName, ActorSector, Affiliation, ExternalId
from events.records import attribution as who
from events.records.contradiction import contradictions
from events.records.names import names
from events.records.quote import quotes
from events.records.shape import (
    DATE_COLUMNS,
    STATUS_COLUMNS,
    Shape,
    date_object,
    listed,
    ref,
    standing,
)


def actors(shape: Shape, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Actors by key. Queries: 3 for rows, 9 for details, however many."""
    sectors = listed(ActorSector.objects.filter(actor__in=pks).values_list("actor_id", "sector"))
    external = listed(
        (pk, {"scheme": scheme, "value": value})
        for pk, scheme, value in ExternalId.objects.filter(actor__in=pks).values_list(
            "actor_id", "scheme", "value"
        )
    )
    long: dict[str, dict[int, list[Any]]] = {}
    if shape.long:
        long = {
            "names": names(shape, ActorName, "actor", pks),
            "affiliations": _affiliations(shape, pks),
            "contradictions": contradictions("actor", pks, shape),
        }
    rows = Actor._base_manager.filter(pk__in=pks).values_list(
        "pk", "slug", "name", "kind", "description", "country", "size", *STATUS_COLUMNS
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
        | standing(shape, *status)
        for pk, slug, name, kind, description, country, size, *status in rows
    }


def _affiliations(shape: Shape, pks: list[int]) -> dict[int, list[Any]]:
    by = who.actors_of(shape, Affiliation, "by", "affiliation__actor", pks)
    evidence = quotes(shape, affiliation__actor__in=pks)
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
        *who.COLUMNS,
    )
    return listed(
        (
            row[1],
            {
                "key": row[2],
                "type": row[3],
                "object": _object(shape, *row[7:11]),
                "title": row[4] or None,
                "status": row[5],
                "valid": date_object(*row[11:17]),
                "polarity": row[6],
                "attribution": who.attribution(shape, row[17:], by[row[0]]),
                "evidence": evidence["affiliation", row[0]],
            },
        )
        for row in rows
    )


def _object(
    shape: Shape, actor: str | None, actor_name: str, place: str | None, place_name: str
) -> dict[str, Any] | None:
    if actor is not None:
        return ref(shape, Collection.ACTORS, actor, name=actor_name, kind="actor")
    return ref(shape, Collection.LOCATIONS, place, name=place_name, kind="location")
