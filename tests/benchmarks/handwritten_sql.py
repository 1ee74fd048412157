"""The list of events as somebody would write it who has only a cursor: one query a table."""

import datetime
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection

from events.choices.plover import plover_folded
from events.rules.dates import EARLIEST, LATEST

Rows = list[tuple[Any, ...]]

_ATTRIBUTION_COLUMNS = 't."voice", r."slug", r."name", r."kind", t."basis", t."source"'
_EVENTS = """
SELECT e."id", e."slug", e."title", e."summary", e."form", e."event_type", e."quad_class", e."intensity",
    e."factuality", e."confidence", e."depth", e."not_stated", e."language", e."date_basis", e."date_source",
    e."last_reported", e."date_edtf", e."start_earliest", e."start_latest", e."end_earliest", e."end_latest",
    e."date_precision", d."slug", e."revision", e."created_at", e."updated_at"
FROM events_event e JOIN events_dataset d ON d."id" = e."dataset_id" WHERE e."id" IN ({})"""
_COUNTS = 'SELECT "event_id", COUNT(*) FROM events_evidence WHERE "event_id" IN ({}) GROUP BY "event_id"'
_PLACES = f"""
SELECT t."id", t."event_id", t."key", t."role", t."position", t."primary", l."slug", l."name", l."kind",
    l."country", l."latitude", l."longitude", l."radius_m", {_ATTRIBUTION_COLUMNS}
FROM events_eventplace t JOIN events_location l ON l."id" = t."location_id"
LEFT JOIN events_actor r ON r."id" = t."relayed_by_id"
WHERE t."event_id" IN ({{}}) ORDER BY t."event_id", t."primary" DESC, t."id\""""
_PARTICIPANTS = f"""
SELECT t."id", t."event_id", t."key", t."role", t."side", t."described_as", t."count", t."status",
    a."slug", a."name", a."kind", a."country", f."slug", f."name", f."kind", {_ATTRIBUTION_COLUMNS}
FROM events_participation t JOIN events_actor a ON a."id" = t."actor_id"
LEFT JOIN events_actor f ON f."id" = t."acts_for_id"
LEFT JOIN events_actor r ON r."id" = t."relayed_by_id"
WHERE t."event_id" IN ({{}}) ORDER BY t."id\""""
_FIGURES = f"""
SELECT t."id", t."event_id", t."key", t."measure", t."unit", t."value", t."low", t."high", t."qualifier",
    t."wording", t."of_wording", s."key", t."derived", t."complete", t."stock", t."preferred",
    {_ATTRIBUTION_COLUMNS}
FROM events_figure t LEFT JOIN events_figure s ON s."id" = t."subset_of_id"
LEFT JOIN events_actor r ON r."id" = t."relayed_by_id"
WHERE t."event_id" IN ({{}}) ORDER BY t."id\""""
_SOURCES = """
SELECT t."event_id", t."mention", a."slug", a."title", o."slug", o."name", o."kind", a."date_edtf"
FROM events_eventsource t JOIN events_article a ON a."id" = t."article_id"
LEFT JOIN events_outlet o ON o."id" = a."outlet_id"
WHERE t."event_id" IN ({}) ORDER BY t."event_id", a."start_earliest", t."id\""""


def fetch_rows(sql: str, parameters: Sequence[Any] = ()) -> Rows:
    """What a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return list(cursor.fetchall())


def first_events_json(limit: int) -> bytes:
    """The newest events as JSON, without links. Queries: 14."""
    newest = fetch_rows(
        'SELECT "id" FROM events_event WHERE "review_status" = %s '
        'ORDER BY "start_earliest" DESC, "slug" DESC LIMIT %s',
        ["published", limit],
    )
    results = fetch_events([pk for (pk,) in newest])
    return json.dumps({"results": results}, ensure_ascii=False, separators=(",", ":")).encode()


def fetch_events(pks: list[int]) -> list[dict[str, Any]]:
    """These events as nested data. Queries: 14."""

    def of(sql: str) -> Rows:
        return fetch_rows(sql.format(",".join(["%s"] * len(pks))), pks)

    modes = _listed(
        of('SELECT "event_id", "mode" FROM events_eventmode WHERE "event_id" IN ({}) ORDER BY "id"')
    )
    contexts = _listed(
        of('SELECT "event_id", "context" FROM events_eventcontext WHERE "event_id" IN ({}) ORDER BY "id"')
    )
    vouchers = _actors(
        of(
            'SELECT t."event_id", a."slug", a."name", a."kind" FROM events_event_factuality_by t '
            'JOIN events_actor a ON a."id" = t."actor_id" WHERE t."event_id" IN ({}) ORDER BY a."slug"'
        )
    )
    counts: dict[int, int] = dict(of(_COUNTS))
    places, participants, figures = defaultdict(list), defaultdict(list), defaultdict(list)
    by = _actors(of(_part_actors("eventplace", "by")))
    for pk, event, key, role, position, primary, slug, name, kind, country, lat, lon, radius, *who in of(
        _PLACES
    ):
        places[event].append(
            {
                "key": key,
                "role": role,
                "position": position or None,
                "primary": primary,
                "location": {
                    "id": slug,
                    "name": name,
                    "kind": kind,
                    "country": country or None,
                    "latitude": lat,
                    "longitude": lon,
                },
                "radius_m": radius,
                "attribution": _attribution(who, by[pk]),
            }
        )
    by = _actors(of(_part_actors("participation", "by")))
    for pk, event, key, role, side, words, count, status, slug, name, kind, country, *rest in of(
        _PARTICIPANTS
    ):
        participants[event].append(
            {
                "key": key,
                "role": role,
                "side": side or None,
                "actor": {"id": slug, "name": name, "kind": kind, "country": country or None},
                "acts_for": _actor(*rest[:3]),
                "described_as": words or None,
                "count": count,
                "status": status,
                "attribution": _attribution(rest[3:], by[pk]),
            }
        )
    by = _actors(of(_part_actors("figure", "by")))
    whom = _actors(of(_part_actors("figure", "of")))
    for pk, event, key, measure, unit, value, low, high, qualifier, words, of_words, whole, *rest in of(
        _FIGURES
    ):
        figures[event].append(
            {
                "key": key,
                "measure": measure,
                "unit": unit or None,
                "value": _number(value),
                "low": _number(low),
                "high": _number(high),
                "qualifier": qualifier,
                "wording": words or None,
                "of": whom[pk],
                "of_wording": of_words or None,
                "subset_of": whole,
                "derived": rest[0],
                "complete": rest[1],
                "stock": rest[2],
                "preferred": rest[3],
                "attribution": _attribution(rest[4:], by[pk]),
            }
        )
    sources = defaultdict(list)
    for event, mention, slug, title, outlet, name, kind, edtf in of(_SOURCES):
        medium = {"id": outlet, "name": name, "kind": kind} if outlet else None
        article = {"id": slug, "title": title or None, "outlet": medium, "publication_date": edtf or None}
        sources[event].append({"article": article, "mention": mention})
    external = defaultdict(list)
    for event, scheme, value in of(
        'SELECT "event_id", "scheme", "value" FROM events_externalid WHERE "event_id" IN ({}) ORDER BY "id"'
    ):
        external[event].append({"scheme": scheme, "value": value})
    built = {}
    for (
        pk,
        slug,
        title,
        summary,
        form,
        kind,
        quad,
        intensity,
        factuality,
        confidence,
        depth,
        not_stated,
        language,
        basis,
        source,
        last,
        edtf,
        start_earliest,
        start_latest,
        end_earliest,
        end_latest,
        precision,
        dataset,
        revision,
        created,
        updated,
    ) in of(_EVENTS):
        built[pk] = {
            "id": slug,
            "title": title,
            "summary": summary or None,
            "form": form,
            "event_type": kind or None,
            "modes": modes[pk],
            "contexts": contexts[pk],
            "quad_class": quad,
            "intensity": intensity,
            "plover_folded": plover_folded(kind, factuality),
            "factuality": factuality,
            "factuality_by": vouchers[pk],
            "confidence": confidence,
            "depth": depth,
            "not_stated": json.loads(not_stated),
            "language": language,
            "date": {
                "edtf": edtf or None,
                "start_earliest": _day(start_earliest),
                "start_latest": _day(start_latest),
                "end_earliest": _day(end_earliest),
                "end_latest": _day(end_latest),
                "precision": precision or None,
                "basis": basis,
                "source": source or None,
                "last_reported": _day(last),
            },
            "places": places[pk],
            "participants": participants[pk],
            "figures": figures[pk],
            "sources": sources[pk],
            "external_ids": external[pk],
            "source_count": len(sources[pk]),
            "evidence_count": counts.get(pk, 0),
            "dataset": dataset,
            "revision": revision,
            "created_at": created.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "updated_at": updated.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
    return [built[pk] for pk in pks]


def _part_actors(part: str, column: str) -> str:
    return (
        f'SELECT t."{part}_id", a."slug", a."name", a."kind" FROM events_{part}_{column} t '
        f'JOIN events_{part} p ON p."id" = t."{part}_id" JOIN events_actor a ON a."id" = t."actor_id" '
        'WHERE p."event_id" IN ({}) ORDER BY a."slug"'
    )


def _listed(pairs: Rows) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for owner, value in pairs:
        found[owner].append(value)
    return found


def _actors(found: Rows) -> dict[int, list[Any]]:
    actors = defaultdict(list)
    for owner, slug, name, kind in found:
        actors[owner].append({"id": slug, "name": name, "kind": kind})
    return actors


def _actor(slug: str | None, name: str, kind: str) -> dict[str, Any] | None:
    return {"id": slug, "name": name, "kind": kind} if slug else None


def _attribution(who: Sequence[Any], by: list[Any]) -> dict[str, Any]:
    voice, slug, name, kind, basis, source = who
    relayed_by = _actor(slug, name, kind)
    return {"voice": voice, "by": by, "relayed_by": relayed_by, "basis": basis, "source": source or None}


def _day(value: datetime.date | None) -> str | None:
    return None if value is None or value in (EARLIEST, LATEST) else value.isoformat()


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
