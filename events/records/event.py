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
from events.records.cached_queries import fetch_rows
from events.records.claim import claims
from events.records.contradiction import contradictions
from events.records.quoted_evidence import article_card, quotes
from events.records.representation import (
    DATE_COLUMNS,
    RECORD_METADATA_COLUMNS,
    Representation,
    actor_ref,
    date_object,
    format_day,
    group_rows,
    group_values,
    json_number,
    record_metadata,
    ref,
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
    *RECORD_METADATA_COLUMNS,
    *(f"narrowed_{name}" for name in BOUNDS),
    "narrowing_reason",
)


def events(representation: Representation, pks: list[int]) -> dict[int, dict[str, Any]]:
    """Events by key. Queries: 14 for rows, 33 for details, however many."""
    modes = group_values(fetch_rows(EventMode, "event", pks, ("event_id", "mode")))
    contexts = group_values(fetch_rows(EventContext, "event", pks, ("event_id", "context")))
    vouchers = who.many_to_many_actors(representation, Event, "factuality_by", "event", pks)
    evidence = quotes(representation, event__in=pks) if representation.detailed else {}
    quoted = _evidence_counts(pks)
    places = _places(representation, pks, evidence)
    participants = _participants(representation, pks, evidence)
    figures = _figures(representation, pks, evidence)
    sources = _sources(representation, pks)
    external = group_values(
        (pk, {"scheme": scheme, "value": value})
        for pk, scheme, value in fetch_rows(ExternalId, "event", pks, ("event_id", "scheme", "value"))
    )
    long = _long(representation, pks, evidence) if representation.detailed else {}
    built: dict[int, dict[str, Any]] = {}
    for row in fetch_rows(Event, "pk", pks, _COLUMNS):
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
            | {"basis": basis, "source": source or None, "last_reported": format_day(last_reported)},
            "places": places[pk],
            "participants": participants[pk],
            "figures": figures[pk],
            "sources": sources[pk],
            "external_ids": external[pk],
        }
        if representation.public:
            record |= {"source_count": len(sources[pk]), "evidence_count": quoted[pk]}
        if representation.detailed:
            record["evidence"] = evidence[("event", pk)]
            for name, lists in long.items():
                record[name] = lists[pk]
        if representation is Representation.SNAPSHOT:
            narrowed = dict(zip(BOUNDS, map(format_day, row[27:31]), strict=True))
            record["narrowed"] = narrowed | {"reason": row[31] or None}
        built[pk] = record | record_metadata(representation, *row[20:27])
    return built


def _evidence_counts(pks: list[int]) -> Counter[int]:
    """How many quotations each event has, those of its parts included. Queries: 1."""
    rows = Evidence.objects.filter(event__in=pks).order_by().values_list("event_id")
    return Counter(dict(rows.annotate(Count("pk")).values_list("event_id", "pk__count")))


def _places(
    representation: Representation, pks: list[int], evidence: dict[Any, list[Any]]
) -> dict[int, list[Any]]:
    by = who.many_to_many_actors(representation, EventPlace, "by", "eventplace__event", pks)
    return group_values(
        (
            row[1],
            {
                "key": key,
                "role": role,
                "position": position or None,
                "primary": primary,
                "location": ref(
                    representation,
                    Collection.LOCATIONS,
                    slug,
                    name=name,
                    kind=kind,
                    country=country or None,
                    latitude=latitude,
                    longitude=longitude,
                ),
            }
            | ({"radius_m": radius} if representation.public else {})
            | _vouched(representation, evidence, "place", row[0], row[-who.ATTRIBUTION_WIDTH :], by),
        )
        for row in fetch_rows(
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
                *who.ATTRIBUTION_COLUMNS,
            ),
            ("event_id", "-primary", "pk"),
        )
        for key, role, position, primary, slug, name, kind, country, latitude, longitude, radius in [
            row[2:13]
        ]
    )


def _vouched(
    representation: Representation,
    evidence: dict[Any, list[Any]],
    kind: str,
    pk: int,
    columns: tuple[Any, ...],
    by: dict[int, list[Any]],
) -> dict[str, Any]:
    """The attribution of a part, and its quotations where they belong in."""
    vouched: dict[str, Any] = {"attribution": who.attribution(representation, columns, by[pk])}
    if representation.detailed:
        vouched["evidence"] = evidence[kind, pk]
    return vouched


def _participants(
    representation: Representation, pks: list[int], evidence: dict[Any, list[Any]]
) -> dict[int, list[Any]]:
    by = who.many_to_many_actors(representation, Participation, "by", "participation__event", pks)
    return group_values(
        (
            row[1],
            {
                "key": key,
                "role": role,
                "side": side or None,
                "actor": ref(
                    representation, Collection.ACTORS, slug, name=name, kind=kind, country=country or None
                ),
                "acts_for": actor_ref(representation, *acts_for),
                "described_as": described_as or None,
                "count": count,
                "status": status,
            }
            | _vouched(representation, evidence, "participation", row[0], row[-who.ATTRIBUTION_WIDTH :], by),
        )
        for row in fetch_rows(
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
                *who.ATTRIBUTION_COLUMNS,
            ),
        )
        for key, role, side, described_as, count, status, slug, name, kind, country, *acts_for in [row[2:15]]
    )


def _figures(
    representation: Representation, pks: list[int], evidence: dict[Any, list[Any]]
) -> dict[int, list[Any]]:
    by = who.many_to_many_actors(representation, Figure, "by", "figure__event", pks)
    of = who.many_to_many_actors(representation, Figure, "of", "figure__event", pks)
    return group_values(
        (
            row[1],
            {
                "key": key,
                "measure": measure,
                "unit": unit or None,
                "value": json_number(value),
                "low": json_number(low),
                "high": json_number(high),
                "qualifier": qualifier,
                "wording": wording or None,
                "of": of[row[0]],
                "of_wording": of_wording or None,
                "subset_of": subset_of,
                "derived": derived,
                "preferred": preferred,
            }
            | _vouched(representation, evidence, "figure", row[0], row[-who.ATTRIBUTION_WIDTH :], by),
        )
        for row in fetch_rows(
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
                *who.ATTRIBUTION_COLUMNS,
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


def _sources(representation: Representation, pks: list[int]) -> dict[int, list[Any]]:
    return group_values(
        (pk, {"article": article_card(representation, *article), "mention": mention})
        for pk, mention, *article in fetch_rows(
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
            ("event_id", "article__start_earliest", "article__slug" if representation.public else "pk"),
        )
    )


def _long(
    representation: Representation, pks: list[int], evidence: dict[Any, list[Any]]
) -> dict[str, dict[int, list[Any]]]:
    """The lists that only a whole record holds."""
    lists = {
        "relations": _relations(representation, pks, evidence),
        "codings": group_values(
            (
                pk,
                {"scheme": scheme, "code": code, "match": match, "status": status, "note": note or None},
            )
            for pk, scheme, code, match, status, note in Coding.objects.filter(event__in=pks).values_list(
                "event_id", "scheme", "code", "match", "status", "note"
            )
        ),
        "date_reports": _date_reports(representation, pks, evidence),
        "contradictions": contradictions("event", pks, representation),
    }
    if representation.public:
        lists["claims"] = _claims(representation, pks)
    return lists


def _relations(
    representation: Representation, pks: list[int], evidence: dict[Any, list[Any]]
) -> dict[int, list[Any]]:
    """The relations of each event; for the public those of others to it as well, seen from here."""
    by = who.many_to_many_actors(representation, EventRelation, "by", "eventrelation__event", pks)
    found = group_rows(
        (row[1], "outgoing", *row)
        for row in EventRelation.objects.filter(event__in=pks).values_list(
            "pk",
            "event_id",
            "key",
            "type",
            "polarity",
            "other__slug",
            "other__title",
            *who.ATTRIBUTION_COLUMNS,
        )
    )
    if representation.public:
        # Which of them are public is looked at here: asked to, SQLite would begin with all public events.
        by |= who.many_to_many_actors(representation, EventRelation, "by", "eventrelation__other", pks)
        evidence |= quotes(representation, relation__other__in=pks)
        incoming = EventRelation.objects.filter(other__in=pks).values_list(
            "event__review_status",
            *("pk", "other_id", "key", "type", "polarity", "event__slug", "event__title"),
            *who.ATTRIBUTION_COLUMNS,
        )
        for status, *row in incoming.order_by("event__slug", "pk"):
            if status == ReviewStatus.PUBLISHED:
                found[row[1]].append((row[1], "incoming", *row))
    return group_values(
        (
            event,
            {
                "key": key,
                "type": kind,
                "direction": direction,
                "event": ref(representation, Collection.EVENTS, slug, title=title),
                "polarity": polarity,
            }
            | _vouched(representation, evidence, "relation", pk, tuple(columns), by),
        )
        for event, rows in found.items()
        for _, direction, pk, _event, key, kind, polarity, slug, title, *columns in rows
    )


def _date_reports(
    representation: Representation, pks: list[int], evidence: dict[Any, list[Any]]
) -> dict[int, list[Any]]:
    by = who.many_to_many_actors(representation, DateReport, "by", "datereport__event", pks)
    return group_values(
        (
            row[1],
            {
                "key": key,
                "article": article_card(representation, *article),
                "aspect": aspect,
                "wording": wording,
                "edtf": edtf or None,
                "weekday": weekday or None,
                "time_of_day": time_of_day or None,
                "duration": duration or None,
            }
            | _vouched(representation, evidence, "date_report", row[0], row[-who.ATTRIBUTION_WIDTH :], by),
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
            *who.ATTRIBUTION_COLUMNS,
        )
        for key, aspect, wording, edtf, weekday, time_of_day, duration, *article in [row[2:15]]
    )


def _claims(representation: Representation, pks: list[int]) -> dict[int, list[Any]]:
    """The published claims about each event or a part of it."""
    about: dict[int, dict[int, None]] = {pk: {} for pk in pks}
    paths = ("event", "relation__event", "figure__event", "participation__event")
    for path in paths:
        rows = ClaimSubject.objects.filter(**{f"{path}__in": pks}).order_by("claim_id")
        for event, claim, status in rows.values_list(path, "claim_id", "claim__review_status"):
            if status == ReviewStatus.PUBLISHED:  # looked at here for the same reason as in `_relations`
                about[event][claim] = None
    found = claims(representation, sorted({claim for pieces in about.values() for claim in pieces}))
    return {
        pk: sorted((found[claim] for claim in pieces), key=lambda claim: claim["id"])
        for pk, pieces in about.items()
    }
