"""The values of two records to be merged: which differ, and which the merged record takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from events.choices import Collection
from events.models.dated import BOUNDS
from events.models.record import Record

_MODES = "modes"
_EXCLUDED_COLUMNS = {"slug", "review_status", "withdrawn_reason", "dataset", "text", "source_file"}
"""Columns that are no choice: identity, status, and the text, whose offsets the target's quotations have."""
_COLUMN_GROUPS: dict[Collection, dict[str, tuple[str, ...]]] = {
    Collection.ARTICLES: {
        "title": ("title", "title_basis"),
        "outlet": ("outlet", "outlet_basis"),
        "date": ("date_edtf", "date_basis", "date_source"),
        "language": ("language", "translated_from"),
    },
    Collection.EVENTS: {
        "event_type": ("event_type", _MODES),
        "factuality": ("factuality", "factuality_by", "last_reported"),
        "date": (
            *("date_edtf", "date_basis", "date_source"),
            *(f"narrowed_{name}" for name in BOUNDS),
            "narrowing_reason",
        ),
    },
    Collection.LOCATIONS: {
        "point": ("latitude", "longitude", "radius_m"),
        "box": ("bbox_west", "bbox_south", "bbox_east", "bbox_north"),
    },
    Collection.CLAIMS: {"attribution": ("voice", "by", "relayed_by", "basis", "source")},
}
"""Columns that are chosen together, by collection; all others are chosen one by one."""


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """A value in which two records differ: one column, or several that are chosen together."""

    name: str
    """The name that `choices` uses."""
    source: dict[str, Any]
    target: dict[str, Any]
    """The value of each column; for foreign keys the id."""

    @property
    def only_in_source(self) -> bool:
        """Whether the target has no value, so that taking the source's loses nothing."""
        return all(value in (None, "", []) for value in self.target.values())


def value_differences(source: Record, target: Record) -> list[ValueDifference]:
    """The values in which two records differ. Queries: 2 for each reference or list among them."""
    values = (
        ValueDifference(name, _read_values(source, columns), _read_values(target, columns))
        for name, columns in _choosable_values(source)
    )
    return [value for value in values if value.source != value.target]


def apply_choices(source: Any, target: Any, choices: Mapping[str, str]) -> None:
    """Writes the chosen values of the source into the target, and clears the lists that others replace.

    The merge itself unites lists. Raises: ValidationError, also for an unknown value or side.
    """
    choosable = dict(_choosable_values(source))
    if unknown := sorted(choices.keys() - choosable):
        raise ValidationError(
            f"“{unknown[0]}” is no value to choose; there are: {', '.join(sorted(choosable))}."
        )
    if unknown := sorted(set(choices.values()) - {"source", "target"}):
        raise ValidationError(f"“{unknown[0]}” is neither “source” nor “target”.")
    modes_differ = getattr(source, "event_type", None) != getattr(target, "event_type", None)
    for name, columns in choosable.items():
        is_chosen = choices.get(name) == "source"
        loser = target if is_chosen else source
        for column in columns:
            if column == _MODES:
                if modes_differ:
                    loser.modes.all().delete()
            elif _is_list(source, column):
                getattr(loser, column).clear()
            elif is_chosen:
                setattr(target, column, getattr(source, column))
    if "source" in choices.values():
        target.clean()
        target.save()


def _choosable_values(record: Record) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The name of each value that can be chosen, with its columns."""
    groups = _COLUMN_GROUPS.get(record.COLLECTION, {})
    grouped_columns = {column for columns in groups.values() for column in columns}
    yield from groups.items()
    for field in record._meta.concrete_fields:
        if field.editable and not field.primary_key and field.name not in _EXCLUDED_COLUMNS | grouped_columns:
            yield field.name, (field.name,)


def _is_list(record: Record, column: str) -> bool:
    return column in {field.name for field in record._meta.many_to_many}


def _read_values(record: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in columns:
        if column == _MODES:
            values[column] = sorted(record.modes.values_list("mode", flat=True))
        elif _is_list(record, column):
            values[column] = sorted(getattr(record, column).values_list("slug", flat=True))
        else:
            value = getattr(record, column)
            values[column] = value.slug if isinstance(value, Record) else value
    return values
