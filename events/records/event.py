"""Events as nested data."""

from collections import Counter
from typing import Any

from django.db.models import Count

from events.choices import Collection, ReviewStatus
from events.choices.plover import plover_folded
from events.models import (
    ClaimSubject,
    Coding,
    DateReport,
    Event,
    EventContext,
    EventMode,
    EventPlace,
    EventRelation,
    EventSource,
    Evidence,
    ExternalId,
    Figure,
    Participation,
)
from events.models.dated import BOUNDS
from events.records import attribution as who
from events.records.claim import claims
from events.records.contradiction import contradictions
from events.records.quote import article_card, quotes
from events.records.rows import rows_of
from events.records.shape import (
    DATE_COLUMNS,
    STATUS_COLUMNS,
    Shape,
    actor_ref,
    date_object,
    day,
    grouped,
    listed,
    number,
    ref,
    standing,
)

_COLUMNS = (
    "pk",
    "slug",
    "title",
    "summary",
    "form",
    "event_type",
    "quad_class",
    "intensity",
    "factuality",
    "confidence",
    "language",
    "date_basis",
    "date_source",
    "last_reported",
    *DATE_COLUMNS,
    *STATUS_COLUMNS,
    *(f"narrowed_{name}" for name in BOUNDS),
    "narrowing_reason",
)


def events(shape: Shape, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Events by key. Queries: 14 for rows, 33 for details, however many."""
    modes = listed(rows_of(EventMode, "event", pks, ("event_id", "mode")))
    contexts = listed(rows_of(EventContext, "event", pks, ("event_id", "context")))
    vouchers = who.actors_of(shape, Event, "factuality_by", "event", pks)
    evidence = quotes(shape, event__in=pks) if shape.long else {}
    quoted = _evidence_counts(pks)
    places = _places(shape, pks, evidence)
    participants = _participants(shape, pks, evidence)
    figures = _figures(shape, pks, evidence)
    sources = _sources(shape, pks)
    external = listed(
        (pk, {"scheme": scheme, "value": value})
        for pk, scheme, value in rows_of(ExternalId, "event", pks, ("event_id", "scheme", "value"))
    )
    long = _long(shape, pks, evidence) if shape.long else {}
    built: dict[int, dict[str, Any]] = {}
    for row in rows_of(Event, "pk", pks, _COLUMNS):
        pk, slug, title, summary, form, event_type, quad, intensity, factuality = row[:9]
        confidence, language, basis, source, last_reported = row[9:14]
        record = {
            "id": slug,
            "title": title,
            "summary": summary or None,
            "form": form,
            "event_type": event_type or None,
            "modes": modes[pk],
            "contexts": contexts[pk],
            "quad_class": quad,
            "intensity": intensity,
            "plover_folded": plover_folded(event_type, factuality),
            "factuality": factuality,
            "factuality_by": vouchers[pk],
            "confidence": confidence,
            "language": language,
            "date": date_object(*row[14:20])
            | {"basis": basis, "source": source or None, "last_reported": day(last_reported)},
            "places": places[pk],
            "participants": participants[pk],
            "figures": figures[pk],
            "sources": sources[pk],
            "external_ids": external[pk],
        }
        if shape.public:
            record |= {"source_count": len(sources[pk]), "evidence_count": quoted[pk]}
        if shape.long:
            record["evidence"] = evidence[("event", pk)]
            for name, lists in long.items():
                record[name] = lists[pk]
        if shape is Shape.STORED:
            narrowed = dict(zip(BOUNDS, map(day, row[27:31]), strict=True))
            record["narrowed"] = narrowed | {"reason": row[31] or None}
        built[pk] = record | standing(shape, *row[20:27])
    return built


def _evidence_counts(pks: list[int]) -> Counter[int]:
    """How many quotations each event has, those of its parts included. Queries: 1."""
    rows = Evidence.objects.filter(event__in=pks).order_by().values_list("event_id")
    return Counter(dict(rows.annotate(Count("pk")).values_list("event_id", "pk__count")))


def _places(shape: Shape, pks: list[int], evidence: dict[Any, list[Any]]) -> dict[int, list[Any]]:
    by = who.actors_of(shape, EventPlace, "by", "eventplace__event", pks)
    return listed(
        (
            row[1],
            {
                "key": key,
                "role": role,
                "position": position or None,
                "primary": primary,
                "location": ref(
                    shape,
                    Collection.LOCATIONS,
                    slug,
                    name=name,
                    kind=kind,
                    country=country or None,
                    latitude=latitude,
                    longitude=longitude,
                ),
            }
            | ({"radius_m": radius} if shape.public else {})
            | _vouched(shape, evidence, "place", row[0], row[-who.WIDTH :], by),
        )
        for row in rows_of(
            EventPlace,
            "event",
            pks,
            (
                "pk",
                "event_id",
                "key",
                "role",
                "position",
                "primary",
                "location__slug",
                "location__name",
                "location__kind",
                "location__country",
                "location__latitude",
                "location__longitude",
                "location__radius_m",
                *who.COLUMNS,
            ),
            ("event_id", "-primary", "pk"),
        )
        for key, role, position, primary, slug, name, kind, country, latitude, longitude, radius in [
            row[2:13]
        ]
    )


def _vouched(
    shape: Shape,
    evidence: dict[Any, list[Any]],
    kind: str,
    pk: int,
    columns: tuple[Any, ...],
    by: dict[int, list[Any]],
) -> dict[str, Any]:
    """The attribution of a part, and its quotations where they belong in."""
    vouched: dict[str, Any] = {"attribution": who.attribution(shape, columns, by[pk])}
    if shape.long:
        vouched["evidence"] = evidence[kind, pk]
    return vouched


def _participants(shape: Shape, pks: list[int], evidence: dict[Any, list[Any]]) -> dict[int, list[Any]]:
    by = who.actors_of(shape, Participation, "by", "participation__event", pks)
    return listed(
        (
            row[1],
            {
                "key": key,
                "role": role,
                "side": side or None,
                "actor": ref(shape, Collection.ACTORS, slug, name=name, kind=kind, country=country or None),
                "acts_for": actor_ref(shape, *acts_for),
                "described_as": described_as or None,
                "count": count,
                "status": status,
            }
            | _vouched(shape, evidence, "participation", row[0], row[-who.WIDTH :], by),
        )
        for row in rows_of(
            Participation,
            "event",
            pks,
            (
                "pk",
                "event_id",
                "key",
                "role",
                "side",
                "described_as",
                "count",
                "status",
                "actor__slug",
                "actor__name",
                "actor__kind",
                "actor__country",
                "acts_for__slug",
                "acts_for__name",
                "acts_for__kind",
                *who.COLUMNS,
            ),
        )
        for key, role, side, described_as, count, status, slug, name, kind, country, *acts_for in [row[2:15]]
    )


def _figures(shape: Shape, pks: list[int], evidence: dict[Any, list[Any]]) -> dict[int, list[Any]]:
    by = who.actors_of(shape, Figure, "by", "figure__event", pks)
    of = who.actors_of(shape, Figure, "of", "figure__event", pks)
    return listed(
        (
            row[1],
            {
                "key": key,
                "measure": measure,
                "unit": unit or None,
                "value": number(value),
                "low": number(low),
                "high": number(high),
                "qualifier": qualifier,
                "wording": wording or None,
                "of": of[row[0]],
                "of_wording": of_wording or None,
                "subset_of": subset_of,
                "derived": derived,
                "preferred": preferred,
            }
            | _vouched(shape, evidence, "figure", row[0], row[-who.WIDTH :], by),
        )
        for row in rows_of(
            Figure,
            "event",
            pks,
            (
                "pk",
                "event_id",
                "key",
                "measure",
                "unit",
                "value",
                "low",
                "high",
                "qualifier",
                "wording",
                "of_wording",
                "subset_of__key",
                "derived",
                "preferred",
                *who.COLUMNS,
            ),
        )
        for (
            key,
            measure,
            unit,
            value,
            low,
            high,
            qualifier,
            wording,
            of_wording,
            subset_of,
            derived,
            preferred,
        ) in [row[2:14]]
    )


def _sources(shape: Shape, pks: list[int]) -> dict[int, list[Any]]:
    return listed(
        (pk, {"article": article_card(shape, *article), "mention": mention})
        for pk, mention, *article in rows_of(
            EventSource,
            "event",
            pks,
            (
                "event_id",
                "mention",
                "article__slug",
                "article__title",
                "article__outlet__slug",
                "article__outlet__name",
                "article__outlet__kind",
                "article__date_edtf",
            ),
            ("event_id", "article__start_earliest", "article__slug" if shape.public else "pk"),
        )
    )


def _long(shape: Shape, pks: list[int], evidence: dict[Any, list[Any]]) -> dict[str, dict[int, list[Any]]]:
    """The lists that only a whole record holds."""
    lists = {
        "relations": _relations(shape, pks, evidence),
        "codings": listed(
            (
                pk,
                {"scheme": scheme, "code": code, "match": match, "status": status, "note": note or None},
            )
            for pk, scheme, code, match, status, note in Coding.objects.filter(event__in=pks).values_list(
                "event_id", "scheme", "code", "match", "status", "note"
            )
        ),
        "date_reports": _date_reports(shape, pks, evidence),
        "contradictions": contradictions("event", pks, shape),
    }
    if shape.public:
        lists["claims"] = _claims(shape, pks)
    return lists


def _relations(shape: Shape, pks: list[int], evidence: dict[Any, list[Any]]) -> dict[int, list[Any]]:
    """The relations of each event; for the public those of others to it as well, seen from here."""
    by = who.actors_of(shape, EventRelation, "by", "eventrelation__event", pks)
    found = grouped(
        (row[1], "outgoing", *row)
        for row in EventRelation.objects.filter(event__in=pks).values_list(
            "pk", "event_id", "key", "type", "polarity", "other__slug", "other__title", *who.COLUMNS
        )
    )
    if shape.public:
        # Which of them are public is looked at here: asked to, SQLite would begin with all public events.
        by |= who.actors_of(shape, EventRelation, "by", "eventrelation__other", pks)
        evidence |= quotes(shape, relation__other__in=pks)
        incoming = EventRelation.objects.filter(other__in=pks).values_list(
            "event__review_status",
            *("pk", "other_id", "key", "type", "polarity", "event__slug", "event__title"),
            *who.COLUMNS,
        )
        for status, *row in incoming.order_by("event__slug", "pk"):
            if status == ReviewStatus.PUBLISHED:
                found[row[1]].append((row[1], "incoming", *row))
    return listed(
        (
            event,
            {
                "key": key,
                "type": kind,
                "direction": direction,
                "event": ref(shape, Collection.EVENTS, slug, title=title),
                "polarity": polarity,
            }
            | _vouched(shape, evidence, "relation", pk, tuple(columns), by),
        )
        for event, rows in found.items()
        for _, direction, pk, _event, key, kind, polarity, slug, title, *columns in rows
    )


def _date_reports(shape: Shape, pks: list[int], evidence: dict[Any, list[Any]]) -> dict[int, list[Any]]:
    by = who.actors_of(shape, DateReport, "by", "datereport__event", pks)
    return listed(
        (
            row[1],
            {
                "key": key,
                "article": article_card(shape, *article),
                "aspect": aspect,
                "wording": wording,
                "edtf": edtf or None,
                "weekday": weekday or None,
                "time_of_day": time_of_day or None,
                "duration": duration or None,
            }
            | _vouched(shape, evidence, "date_report", row[0], row[-who.WIDTH :], by),
        )
        for row in DateReport.objects.filter(event__in=pks).values_list(
            "pk",
            "event_id",
            "key",
            "aspect",
            "wording",
            "edtf",
            "weekday",
            "time_of_day",
            "duration",
            "article__slug",
            "article__title",
            "article__outlet__slug",
            "article__outlet__name",
            "article__outlet__kind",
            "article__date_edtf",
            *who.COLUMNS,
        )
        for key, aspect, wording, edtf, weekday, time_of_day, duration, *article in [row[2:15]]
    )


def _claims(shape: Shape, pks: list[int]) -> dict[int, list[Any]]:
    """The published claims about each event or a part of it."""
    about: dict[int, dict[int, None]] = {pk: {} for pk in pks}
    paths = ("event", "relation__event", "figure__event", "participation__event")
    for path in paths:
        rows = ClaimSubject.objects.filter(**{f"{path}__in": pks}).order_by("claim_id")
        for event, claim, status in rows.values_list(path, "claim_id", "claim__review_status"):
            if status == ReviewStatus.PUBLISHED:  # looked at here for the same reason as in `_relations`
                about[event][claim] = None
    found = claims(shape, sorted({claim for pieces in about.values() for claim in pieces}))
    return {
        pk: sorted((found[claim] for claim in pieces), key=lambda claim: claim["id"])
        for pk, pieces in about.items()
    }
