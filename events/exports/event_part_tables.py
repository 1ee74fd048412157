"""The tables of an event's parts: one row a part, with the id of its event."""

from collections.abc import Iterator

from events.exports.base import RecordDict
from events.exports.table import Column, Table, member_columns
from events.records import Representation
from events.records.common import MetadataSerializer
from events.records.event import EventChildSerializer, EventSerializer
from events.records.stored_paths import item_of

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

    def parts(batch: list[RecordDict], _: int | None) -> Iterator[RecordDict]:
        return ({"event_id": event["id"]} | part for event in batch for part in event[member])

    detailed = member in EventSerializer.Meta.detail
    shape = Representation.DETAIL if detailed else Representation.SUMMARY
    return Table((Column("event_id"), *columns), shape, parts)


def _quotations(batch: list[RecordDict], _: int | None) -> Iterator[RecordDict]:
    for event in batch:
        of_event = {"event_id": event["id"], "kind": None, "key": None}
        yield from (of_event | {"supports": quote["supports"], "quote": quote} for quote in event["evidence"])
        of_part = of_event | {"supports": "part"}
        for member, kind in _SUPPORTED.items():
            for part in event[member]:
                if part.get("direction") == "incoming":
                    continue  # a child row of the other event, exported with it
                for quote in part["evidence"]:
                    yield of_part | {"kind": kind, "key": part["key"], "quote": quote}


_EVIDENCE_TABLE = Table(
    (
        *map(Column, ("event_id", "supports")),
        Column("part", "kind"),
        Column("key"),
        Column("article_id", "quote.article.id"),
        Column("quote", "quote.quote"),
        Column("start", "quote.start", "integer"),
        Column("end", "quote.end", "integer"),
        Column("passage", "quote.part"),
    ),
    Representation.DETAIL,
    _quotations,
)
_PART_NAMES = ("participants", "places", "figures", "claims", "relations", "date_reports")
PART_TABLES = {name: _part_table(name) for name in _PART_NAMES} | {"evidence": _EVIDENCE_TABLE}
