"""Parquet: the tables of the CSV with their types, for data frames and column stores; needs pyarrow."""

import io
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, ClassVar

from events.exports.base import Batches
from events.exports.table import Column, Row
from events.exports.table_export import TableExport

MIN_ROW_GROUP_SIZE = 4096
"""How many rows a group has at least: what is held before it is written, as columns and not as records."""
_INSTALL_COMMAND = "pip install -r requirements-parquet.txt"


class ParquetExport(TableExport):
    """Dates are dates, times are times, lists are lists, null is unknown; no text needs an apostrophe."""

    media_type: ClassVar = "application/vnd.apache.parquet"
    extension: ClassVar = "parquet"
    text: ClassVar = False

    @classmethod
    def missing_dependency(cls) -> str:
        """The library that writes it is large, and an extra."""
        if find_spec("pyarrow"):
            return ""
        return (
            "This installation cannot write Parquet: whoever runs it has to install pyarrow "
            f"({_INSTALL_COMMAND}). CSV and NDJSON hold the same."
        )

    def write(self, batches: Batches) -> Iterator[bytes]:
        """The groups of rows, then the footer, without which nobody takes the file for whole."""
        # Here, and not above: only who asks for Parquet waits for it and holds it in memory.
        import pyarrow as pa
        from pyarrow import parquet

        schema = pa.schema([(column.name, _arrow_type(column)) for column in self.table.columns])
        sink = _Sink()
        with parquet.ParquetWriter(sink, schema) as writer:
            held: list[Any] = []
            for batch in batches:
                held.append(self._columns(list(self.table.rows(batch)), schema))
                del batch
                if sum(one.num_rows for one in held) >= MIN_ROW_GROUP_SIZE:
                    writer.write_table(pa.Table.from_batches(held, schema))
                    held.clear()
                    yield sink.drain()
            if held:
                writer.write_table(pa.Table.from_batches(held, schema))
        yield sink.drain()

    def _columns(self, rows: list[Row], schema: Any) -> Any:
        """The rows column by column, each of its type."""
        import pyarrow as pa

        arrays = [
            _arrow_array([row[place] for row in rows], column, field.type)
            for place, (column, field) in enumerate(zip(self.table.columns, schema, strict=True))
        ]
        return pa.record_batch(arrays, schema=schema)


def _arrow_type(column: Column) -> Any:
    import pyarrow as pa

    item = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", "UTC"),
    }[column.type]
    return pa.list_(item) if column.many else item


def _arrow_array(values: list[Any], column: Column, wanted: Any) -> Any:
    import pyarrow as pa

    match column.type:
        case "date" | "datetime":  # ISO 8601 in the records
            return pa.array(values, pa.string()).cast(wanted)
        case "number" if not column.many:  # large whole numbers are no floats of themselves
            values = [None if value is None else float(value) for value in values]
    return pa.array(values, wanted)


class _Sink(io.RawIOBase):
    """A file that is handed on piece by piece and never read."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """It takes bytes."""
        return True

    def write(self, data: Any) -> int:
        """Keep them until they are taken."""
        self._pieces.append(bytes(data))
        return len(data)

    def drain(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
