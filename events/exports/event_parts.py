"""The tables of an event's parts: one row a part, with the id of its event."""

from collections.abc import Iterable, Iterator

from events.exports.base import Record
from events.exports.table import Column, Row, Table, lists, strings
from events.records import Shape

_EVENT = Column("event_id")
_VOUCHED = (
    Column("voice", "attribution.voice"),
    *lists(attributed_to="attribution.by.id"),
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


def _part_table(member: str, shape: Shape, *columns: Column) -> Table:
    def rows(batch: Iterable[Record]) -> Iterator[Row]:
        for event in batch:
            for part in event[member]:
                yield [event["id"], *(column.read(part) for column in columns)]

    return Table((_EVENT, *columns), shape, rows)


_QUOTE = (
    Column("article_id", "article.id"),
    Column("quote"),
    Column("start", type="integer"),
    Column("end", type="integer"),
    Column("passage", "part"),
)


def _evidence_rows(batch: Iterable[Record]) -> Iterator[Row]:
    for event in batch:
        for quote in event["evidence"]:
            yield [event["id"], quote["supports"], None, None, *(column.read(quote) for column in _QUOTE)]
        for member, kind in _WITH_EVIDENCE.items():
            for part in event[member]:
                if part.get("direction") == "incoming":
                    continue  # a part of the other event, told there
                for quote in part["evidence"]:
                    yield [event["id"], "part", kind, part["key"], *(column.read(quote) for column in _QUOTE)]


PART_TABLES = {
    "participants": _part_table(
        "participants",
        Shape.ROW,
        *strings("key", "role", "side", "actor.id", "actor.name", "actor.kind", "actor.country"),
        *strings("acts_for.id", "acts_for.name", "acts_for.kind", "described_as"),
        Column("count", type="integer"),
        Column("status"),
        *_VOUCHED,
    ),
    "places": _part_table(
        "places",
        Shape.ROW,
        *strings("key", "role", "position"),
        Column("primary", type="boolean"),
        *strings("location.id", "location.name", "location.kind", "location.country"),
        Column("latitude", "location.latitude", "number"),
        Column("longitude", "location.longitude", "number"),
        Column("radius_m", type="integer"),
        *_VOUCHED,
    ),
    "figures": _part_table(
        "figures",
        Shape.ROW,
        *strings("key", "measure", "unit"),
        Column("value", type="number"),
        Column("low", type="number"),
        Column("high", type="number"),
        *strings("qualifier", "wording"),
        *lists(of_ids="of.id", of_names="of.name"),
        *strings("of_wording", "subset_of"),
        Column("derived", type="boolean"),
        Column("preferred", type="boolean"),
        *_VOUCHED,
    ),
    "claims": _part_table(
        "claims",
        Shape.DETAIL,
        Column("claim_id", "id"),
        *lists(speaker_ids="speakers.id", speaker_names="speakers.name"),
        *strings("voice", "stance", "proposition", "directness"),
        Column("relayed_by", "relayed_by.id"),
        *strings("basis", "source", "said_on"),
        *lists(about="about.kind:id", contradicts="contradicts.how:kind:id"),
    ),
    "relations": _part_table(
        "relations",
        Shape.DETAIL,
        *strings("key", "type", "direction"),
        Column("other_id", "event.id"),
        Column("other_title", "event.title"),
        Column("polarity"),
        *_VOUCHED,
    ),
    "date_reports": _part_table(
        "date_reports",
        Shape.DETAIL,
        *strings("key", "article.id", "aspect", "wording", "edtf", "weekday", "time_of_day", "duration"),
        *_VOUCHED,
    ),
    "evidence": Table(
        (_EVENT, *strings("supports", "part", "key"), *_QUOTE),
        Shape.DETAIL,
        _evidence_rows,
    ),
}
