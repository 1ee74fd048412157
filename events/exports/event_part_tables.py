"""The tables of an event's parts: one row a part, with the id of its event."""

from collections.abc import Iterable, Iterator

from events.exports.base import RecordDict
from events.exports.member_columns import member_columns
from events.exports.table import Column, Row, Table
from events.records import Representation
from events.records.common import MetadataSerializer
from events.records.event import EventChildSerializer, EventSerializer
from events.records.stored_paths import item_of

_EVENT_ID = Column("event_id")
_ITEMS = {name: item for name, member in EventSerializer.members.items() if (item := item_of(member))}
_SUPPORTED = {
    name: item.option("evidence") for name, item in _ITEMS.items() if issubclass(item, EventChildSerializer)
}
"""The parts that quotations support, as the API calls one of them."""


def _part_table(member: str) -> Table:
    columns = [
        column._replace(name="claim_id") if column.name == "id" else column
        for column in member_columns(_ITEMS[member])
        if column.name not in MetadataSerializer.members
    ]

    def rows(batch: Iterable[RecordDict]) -> Iterator[Row]:
        for event in batch:
            for part in event[member]:
                yield [event["id"], *(column.read(part) for column in columns)]

    detailed = member in EventSerializer.Meta.detail
    shape = Representation.DETAIL if detailed else Representation.SUMMARY
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
        for member, kind in _SUPPORTED.items():
            for part in event[member]:
                if part.get("direction") == "incoming":
                    continue  # a child row of the other event, exported with it
                for quote in part["evidence"]:
                    yield [
                        event["id"],
                        "part",
                        kind,
                        part["key"],
                        *(column.read(quote) for column in _QUOTE_COLUMNS),
                    ]


PART_TABLES = {
    name: _part_table(name)
    for name in ("participants", "places", "figures", "claims", "relations", "date_reports")
} | {
    "evidence": Table(
        (_EVENT_ID, *map(Column, ("supports", "part", "key")), *_QUOTE_COLUMNS),
        Representation.DETAIL,
        _evidence_rows,
    )
}
