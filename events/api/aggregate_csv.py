"""An aggregate as CSV: one row for each bucket, for the rest and for the total."""

from collections.abc import Iterable, Iterator
from typing import Any

from events.exports.csv import csv_lines

JsonObject = dict[str, Any]
EXTRA_ROWS = ("rest", "imprecise", "unknown", "total")


def render_csv(aggregate: JsonObject) -> bytes:
    """Returns the table of an aggregate; the column `row` says what each row is."""
    return csv_lines(_rows(aggregate))


def _rows(aggregate: JsonObject) -> Iterator[Iterable[Any]]:
    names: list[str] = aggregate["group_by"]
    numbers = [*_number_columns(aggregate["total"])]
    yield ["row", *(column for name in names for column in (name, f"{name}_label")), *numbers, "query"]
    for bucket in aggregate["buckets"]:
        key = [value for part in bucket["key"] for value in (part["id"], part["label"])]
        yield ["bucket", *key, *_number_columns(bucket).values(), bucket["query"]]
    for name in EXTRA_ROWS:
        if (tally := aggregate[name]) is not None:
            yield [name, *[None] * (2 * len(names)), *_number_columns(tally).values(), tally["query"]]


def _number_columns(tally: JsonObject) -> JsonObject:
    """The columns of numbers, which are the same in every row."""
    columns = {"records": tally["records"]}
    if tally["actors"] is not None:
        columns["actors"] = tally["actors"]
    return columns | (tally["acts"] or tally["figures"] or {})
