"""CSV: one row for each record or child row of an event, safe to open as a spreadsheet. Source: RFC 4180."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from events.choices import Collection
from events.exports.base import FLAG, Batches, ExportOption
from events.exports.table_export import TableExport

# What spreadsheets take for the start of a formula, or skip before one. Source: OWASP, CSV injection.
_FORMULA_PREFIXES = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - the fullwidth signs count as well
# What `pandas.read_csv` and R take for a missing value.
_MISSING_WORDS = {
    *("#N/A", "#N/A N/A", "#NA", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None"),
    *("n/a", "nan", "null"),
}
_NUMBER = re.compile(r"\s*(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*|inf|infinity", re.IGNORECASE | re.ASCII)
_EXACT_INTEGER = re.compile(r"0|[1-9][0-9]{0,14}")


def _is_misread(text: str) -> bool:
    """Whether spreadsheets or data frames would read something else than this text."""
    if text.startswith(_FORMULA_PREFIXES) or text in _MISSING_WORDS:
        return True
    return _NUMBER.fullmatch(text) is not None and _EXACT_INTEGER.fullmatch(text) is None


def csv_cell(value: Any) -> Any:
    """A value as a cell: empty is unknown, `|` joins lists and is escaped in items, no text is misread."""
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
    return f"'{value}" if _is_misread(value) else value


def csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    """Rows as lines, every value a safe cell."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([csv_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


BOM_OPTION = ExportOption(
    FLAG, "With format=csv, `true`: begin with a byte order mark, by which Excel knows UTF-8."
)


class CsvExport(TableExport):
    """The table of a collection, or of one kind of child rows of events, as CSV."""

    media_type: ClassVar = "text/csv"
    extension: ClassVar = "csv"
    options: ClassVar = TableExport.options | {"bom": BOM_OPTION}

    def __init__(self, collection: Collection, shape: str = "", bom: str = "") -> None:
        super().__init__(collection, shape)
        self.mark = codecs.BOM_UTF8 if bom == "true" else b""

    def write(self, batches: Batches) -> Iterator[bytes]:
        """The names of the columns, then the rows."""
        header = self.mark + csv_lines([[column.name for column in self.table.columns]])
        for batch in batches:
            yield header + csv_lines(self.table.rows(batch, self.seq))
            header = b""
        if header:
            yield header
