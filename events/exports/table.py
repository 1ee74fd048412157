"""Tables of records: their columns, and how the values of a row are read from nested data."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from events.exports.base import RecordDict
from events.records import Representation

Row = list[Any]


class Column(NamedTuple):
    """A column and its path in a record: `outlet.id`, `also_in.id` of a list, `credits.kind:name`."""

    name: str
    path: str = ""
    type: str = "string"
    """The type of the value, or of each item of a list, in a Frictionless Table Schema."""
    many: bool = False
    """Whether it holds a list; text formats join it."""

    def read(self, record: RecordDict) -> Any:
        """The value; a list if the path leads through one."""
        return _read(record, (self.path or self.name).split("."))


def _read(value: Any, path: list[str]) -> Any:
    if value is None or not path:
        return value
    if isinstance(value, list):
        return [_read(item, path) for item in value]
    first, *rest = path
    if ":" in first:
        return ":".join(str(value[name]) for name in first.split(":"))
    return _read(value[first], rest)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, the representation of the records that they are read from, and the maker of rows."""

    columns: tuple[Column, ...]
    shape: Representation
    rows: Callable[..., Iterator[Row]]
    """Takes a batch; with `queries_database` also `seq`, the change as of which the records are."""
    queries_database: bool = False
    """Whether `rows` reads more from the database than the records hold."""

    def as_of(self, seq: int) -> "Table":
        """The table as of a change."""
        return replace(self, rows=partial(self.rows, seq=seq)) if self.queries_database else self


def plain_table(*columns: Column) -> Table:
    """A table with one row for each record, read from its summary."""

    def rows(batch: Iterable[RecordDict]) -> Iterator[Row]:
        for record in batch:
            yield [column.read(record) for column in columns]

    return Table(columns, Representation.SUMMARY, rows)
