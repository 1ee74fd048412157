"""The table of each collection, and the base class of tabular formats."""

from typing import ClassVar

from events.choices import Collection
from events.exports.base import Export, ExportOption
from events.exports.event_part_tables import PART_TABLES
from events.exports.event_table import EVENT_TABLE
from events.exports.table import Table, member_columns
from events.records import RECORDS

COLLECTION_TABLES = {name: Table(tuple(member_columns(record))) for name, record in RECORDS.items()} | {
    Collection.EVENTS: EVENT_TABLE
}
"""The table of each collection: one column for each member of its summaries, but for events."""


class TableExport(Export):
    """The table of a collection, or of one kind of child rows of events."""

    options: ClassVar = {
        "shape": ExportOption(
            tuple(PART_TABLES),
            "With format=csv or parquet: one row a part of this kind, each with its event's id.",
            (Collection.EVENTS,),
        )
    }

    def __init__(self, collection: Collection, shape: str = "") -> None:
        super().__init__(collection)
        self.part = shape
        self.table = PART_TABLES[shape] if shape else COLLECTION_TABLES[collection]
        self.shape = self.table.shape

    @property
    def file_name(self) -> str:
        """The collection, and the kind of child rows if there is one."""
        name = "-".join(filter(None, (self.collection.value, self.part)))
        return f"{name}.{self.extension}"
