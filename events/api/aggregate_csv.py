"""An aggregate as CSV: one row a bucket, and one for whatever is in none."""

from collections.abc import Iterable, Iterator
from typing import Any

from events.exports.csv import csv_lines

JsonObject = dict[str, Any]
EXTRA_ROWS = ("rest", "imprecise", "unknown", "total")


def render_csv(answer: JsonObject) -> bytes:
    """The whole table. The column `row` says what each row is."""
    return csv_lines(_rows(answer))


def _rows(answer: JsonObject) -> Iterator[Iterable[Any]]:
    names: list[str] = answer["group_by"]
    numbers = [*_number_columns(answer["total"])]
    yield ["row", *(column for name in names for column in (name, f"{name}_label")), *numbers, "query"]
    for bucket in answer["buckets"]:
        key = [value for part in bucket["key"] for value in (part["id"], part["label"])]
        yield ["bucket", *key, *_number_columns(bucket).values(), bucket["query"]]
    for name in EXTRA_ROWS:
        if answer[name] is not None:
            tally = answer[name]
            yield [name, *[None] * (2 * len(names)), *_number_columns(tally).values(), tally["query"]]


def _number_columns(tally: JsonObject) -> JsonObject:
    """The columns of what was counted: the same in every row."""
    counted = {"records": tally["records"]}
    if tally["actors"] is not None:
        counted["actors"] = tally["actors"]
    return counted | (tally["acts"] or tally["figures"] or {})
