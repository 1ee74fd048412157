"""Records as rows: what the columns of a table are and how they are read from nested data."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from events.exports.base import RecordDict
from events.records import Representation

Row = list[Any]


class Column(NamedTuple):
    """A column and where in a record it is read: `outlet.id`, `also_in.id` of a list, `credits.kind:name`."""

    name: str
    path: str = ""
    type: str = "string"
    """As a Table Schema of Frictionless calls it, of each item where there are several."""
    many: bool = False
    """Whether it holds a list; text formats join it."""

    def read(self, record: RecordDict) -> Any:
        """The value; a list where the path leads through one."""
        return _read(record, (self.path or self.name).split("."))


def _read(found: Any, path: list[str]) -> Any:
    if found is None or not path:
        return found
    if isinstance(found, list):
        return [_read(one, path) for one in found]
    first, *rest = path
    if ":" in first:
        return ":".join(str(found[name]) for name in first.split(":"))
    return _read(found[first], rest)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, the shape of the records that they are read from, and what makes rows of a batch."""

    columns: tuple[Column, ...]
    shape: Representation
    rows: Callable[..., Iterator[Row]]
    """Takes a batch; with `looks_up` also `seq`, the change as of which it is."""
    queries_database: bool = False
    """Whether `rows` asks the database for more than the records say."""

    def as_of(self, seq: int) -> "Table":
        """The table as of a change."""
        return replace(self, rows=partial(self.rows, seq=seq)) if self.queries_database else self


def plain_table(*columns: Column) -> Table:
    """A table of one row a record, each column read from its list's record."""

    def rows(batch: Iterable[RecordDict]) -> Iterator[Row]:
        for record in batch:
            yield [column.read(record) for column in columns]

    return Table(columns, Representation.SUMMARY, rows)
