"""Parquet: the tables of the CSV with their types, for data frames and column stores; needs pyarrow."""

import io
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, ClassVar

from events.exports.base import Batches
from events.exports.table import Column, Row
from events.exports.table_export import TableExport

MIN_ROW_GROUP_SIZE = 4096
"""The least number of rows of a row group, which is in memory as columns before it is written."""
_INSTALL_COMMAND = "pip install -r requirements-parquet.txt"


class ParquetExport(TableExport):
    """Dates are dates, times are times, lists are lists, null is unknown; no text needs an apostrophe."""

    media_type: ClassVar = "application/vnd.apache.parquet"
    extension: ClassVar = "parquet"
    text: ClassVar = False

    @classmethod
    def missing_dependency(cls) -> str:
        """The sentence that asks for pyarrow, which is large and optional; empty if it is installed."""
        if find_spec("pyarrow"):
            return ""
        return (
            "This installation cannot write Parquet: whoever runs it has to install pyarrow "
            f"({_INSTALL_COMMAND}). CSV and NDJSON hold the same."
        )

    def write(self, batches: Batches) -> Iterator[bytes]:
        """The row groups, then the footer, without which a reader refuses the file as incomplete."""
        # Imported here, so that only Parquet exports load it into memory.
        import pyarrow as pa
        from pyarrow import parquet

        schema = pa.schema([(column.name, _arrow_type(column)) for column in self.table.columns])
        sink = _Sink()
        with parquet.ParquetWriter(sink, schema) as writer:
            row_group: list[Any] = []
            for batch in batches:
                row_group.append(self._columns(list(self.table.rows(batch, self.seq)), schema))
                del batch
                if sum(part.num_rows for part in row_group) >= MIN_ROW_GROUP_SIZE:
                    writer.write_table(pa.Table.from_batches(row_group, schema))
                    row_group.clear()
                    yield sink.drain()
            if row_group:
                writer.write_table(pa.Table.from_batches(row_group, schema))
        yield sink.drain()

    def _columns(self, rows: list[Row], schema: Any) -> Any:
        """The rows as typed columns."""
        import pyarrow as pa

        arrays = [
            _arrow_array([row[place] for row in rows], column)
            for place, column in enumerate(self.table.columns)
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


def _arrow_array(values: list[Any], column: Column) -> Any:
    import pyarrow as pa

    if column.type in ("date", "datetime"):  # ISO 8601 in the records
        return pa.array(values, pa.string()).cast(_arrow_type(column))
    if column.type == "number" and not column.many:  # pyarrow refuses large integers as floats
        values = [None if value is None else float(value) for value in values]
    return pa.array(values, _arrow_type(column))


class _Sink(io.BytesIO):
    """A file whose content is taken chunk by chunk."""

    def drain(self) -> bytes:
        """The bytes that were written since the last call."""
        pieces = self.getvalue()
        self.seek(0)
        self.truncate()
        return pieces
