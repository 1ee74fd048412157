"""The tables of an event's parts: one row a part, with the id of its event."""

from collections.abc import Iterable, Iterator

from events.exports.base import RecordDict
from events.exports.table import Column, Row, Table, list_columns, string_columns
from events.records import Representation

_EVENT_ID = Column("event_id")
_ATTRIBUTION_COLUMNS = (
    Column("voice", "attribution.voice"),
    *list_columns(attributed_to="attribution.by.id"),
    Column("relayed_by", "attribution.relayed_by.id"),
    Column("basis", "attribution.basis"),
    Column("source", "attribution.source"),
)
_WITH_EVIDENCE = {
    "places": "place",
    "participants": "participation",
    "figures": "figure",
    "relations": "relation",
    "date_reports": "date_report",
}
"""The parts that quotations support, as the API calls one of them."""


def _part_table(member: str, shape: Representation, *columns: Column) -> Table:
    def rows(batch: Iterable[RecordDict]) -> Iterator[Row]:
        for event in batch:
            for part in event[member]:
                yield [event["id"], *(column.read(part) for column in columns)]

    return Table((_EVENT_ID, *columns), shape, rows)


_QUOTE_COLUMNS = (
    Column("article_id", "article.id"),
    Column("quote"),
    Column("start", type="integer"),
    Column("end", type="integer"),
    Column("passage", "part"),
)


def _evidence_rows(batch: Iterable[RecordDict]) -> Iterator[Row]:
    for event in batch:
        for quote in event["evidence"]:
            yield [
                event["id"],
                quote["supports"],
                None,
                None,
                *(column.read(quote) for column in _QUOTE_COLUMNS),
            ]
        for member, kind in _WITH_EVIDENCE.items():
            for part in event[member]:
                if part.get("direction") == "incoming":
                    continue  # a part of the other event, told there
                for quote in part["evidence"]:
                    yield [
                        event["id"],
                        "part",
                        kind,
                        part["key"],
                        *(column.read(quote) for column in _QUOTE_COLUMNS),
                    ]


PART_TABLES = {
    "participants": _part_table(
        "participants",
        Representation.SUMMARY,
        *string_columns("key", "role", "side", "actor.id", "actor.name", "actor.kind", "actor.country"),
        *string_columns("acts_for.id", "acts_for.name", "acts_for.kind", "described_as"),
        Column("count", type="integer"),
        Column("status"),
        *_ATTRIBUTION_COLUMNS,
    ),
    "places": _part_table(
        "places",
        Representation.SUMMARY,
        *string_columns("key", "role", "position"),
        Column("primary", type="boolean"),
        *string_columns("location.id", "location.name", "location.kind", "location.country"),
        Column("latitude", "location.latitude", "number"),
        Column("longitude", "location.longitude", "number"),
        Column("radius_m", type="integer"),
        *_ATTRIBUTION_COLUMNS,
    ),
    "figures": _part_table(
        "figures",
        Representation.SUMMARY,
        *string_columns("key", "measure", "unit"),
        Column("value", type="number"),
        Column("low", type="number"),
        Column("high", type="number"),
        *string_columns("qualifier", "wording"),
        *list_columns(of_ids="of.id", of_names="of.name"),
        *string_columns("of_wording", "subset_of"),
        Column("derived", type="boolean"),
        Column("preferred", type="boolean"),
        *_ATTRIBUTION_COLUMNS,
    ),
    "claims": _part_table(
        "claims",
        Representation.DETAIL,
        Column("claim_id", "id"),
        *list_columns(speaker_ids="speakers.id", speaker_names="speakers.name"),
        *string_columns("voice", "stance", "proposition", "directness"),
        Column("relayed_by", "relayed_by.id"),
        *string_columns("basis", "source", "said_on"),
        *list_columns(about="about.kind:id", contradicts="contradicts.how:kind:id"),
    ),
    "relations": _part_table(
        "relations",
        Representation.DETAIL,
        *string_columns("key", "type", "direction"),
        Column("other_id", "event.id"),
        Column("other_title", "event.title"),
        Column("polarity"),
        *_ATTRIBUTION_COLUMNS,
    ),
    "date_reports": _part_table(
        "date_reports",
        Representation.DETAIL,
        *string_columns(
            "key", "article.id", "aspect", "wording", "edtf", "weekday", "time_of_day", "duration"
        ),
        *_ATTRIBUTION_COLUMNS,
    ),
    "evidence": Table(
        (_EVENT_ID, *string_columns("supports", "part", "key"), *_QUOTE_COLUMNS),
        Representation.DETAIL,
        _evidence_rows,
    ),
}
