"""The base class of tabular formats: the choice of the table and its file name."""

from collections.abc import Mapping
from typing import ClassVar

from events.choices import Collection
from events.exports.base import Export
from events.exports.collection_tables import COLLECTION_TABLES
from events.exports.event_part_tables import PART_TABLES


class TableExport(Export):
    """The table of a collection, or of one kind of child rows of events."""

    options: ClassVar = {"shape": tuple(PART_TABLES)}
    option_help: ClassVar = {
        "shape": "With format=csv or parquet: one row a part of this kind, each with its event's id."
    }

    def __init__(self, collection: Collection, shape: str = "") -> None:
        super().__init__(collection)
        self.part = shape
        self.table = PART_TABLES[shape] if shape else COLLECTION_TABLES[collection]
        self.shape = self.table.shape

    def set_as_of(self, seq: int) -> None:
        """Make the rows as of this change."""
        self.table = self.table.as_of(seq)

    @classmethod
    def options_of(cls, collection: Collection) -> Mapping[str, tuple[str, ...]]:
        """Only events have tables of child rows."""
        return cls.options if collection is Collection.EVENTS else {}

    @property
    def file_name(self) -> str:
        """The collection, and the kind of child rows if there is one."""
        name = "-".join(filter(None, (self.collection.value, self.part)))
        return f"{name}.{self.extension}"
