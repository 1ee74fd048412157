"""CSV: one row for each record or child row of an event, safe to open as a spreadsheet. Source: RFC 4180."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from events.exports.base import Batches
from events.exports.table_export import TableExport

# What spreadsheets take for the start of a formula, or skip before one. Source: OWASP, CSV injection.
_FORMULA_PREFIXES = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - the fullwidth signs count as well


def csv_cell(value: Any) -> Any:
    """A value as a cell: empty is unknown, `|` joins lists and is escaped in items, no text is a formula."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return value
        case list():
            items = ("" if item is None else str(item) for item in value)
            return csv_cell("|".join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items))
    return f"'{value}" if value.startswith(_FORMULA_PREFIXES) else value


def csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as lines, every value a safe cell."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([csv_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


class CsvExport(TableExport):
    """The table of a collection, or of one kind of child rows of events, as CSV."""

    media_type: ClassVar = "text/csv"
    extension: ClassVar = "csv"

    def write(self, batches: Batches) -> Iterator[bytes]:
        """The names of the columns, then the rows."""
        header = csv_lines([[column.name for column in self.table.columns]])
        for batch in batches:
            yield header + csv_lines(self.table.rows(batch, self.seq))
            header = b""
        if header:
            yield header
