"""The values of two records that are to be one: where they differ, and which of them stay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from events.choices import Collection
from events.models import Event
from events.models.dated import BOUNDS
from events.models.record import Record

SIDES = ("source", "target")
_MODES = "modes"
_EXCLUDED_COLUMNS = {"slug", "review_status", "withdrawn_reason", "dataset", "text", "source_file"}
"""What says which record it is and where it stands; and the text, in which the target's quotations stand."""
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
"""What means nothing when it is torn apart; everything else is chosen column by column."""


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """A value in which the two differ: one column, or several that belong together."""

    name: str
    """What choices name it by."""
    source: dict[str, Any]
    target: dict[str, Any]
    """The columns with what stands there: of references the ids."""

    @property
    def only_in_source(self) -> bool:
        """Whether the target says nothing there, so that nobody would miss what it has."""
        return all(value in (None, "", []) for value in self.target.values())


def value_differences(source: Record, target: Record) -> list[ValueDifference]:
    """The values in which the two differ. Queries: 2 for each reference or list among them."""
    found = []
    for name, columns in _choosable_values(source):
        mine, theirs = _read_values(source, columns), _read_values(target, columns)
        if mine != theirs:
            found.append(ValueDifference(name, mine, theirs))
    return found


def clear_replaced_lists(source: Any, target: Any, choices: Mapping[str, str]) -> None:
    """Empty those lists of each that the other's replace, before they are united.

    Raises: ValidationError for a value or a side that there is not.
    """
    known = dict(_choosable_values(source))
    if strange := sorted(choices.keys() - known):
        raise ValidationError(f"“{strange[0]}” is no value to choose; there are: {', '.join(sorted(known))}.")
    if strange := sorted(set(choices.values()) - set(SIDES)):
        raise ValidationError(f"“{strange[0]}” is neither “source” nor “target”.")
    for name, columns in known.items():
        loser = target if choices.get(name) == "source" else source
        for column in columns:
            if column == _MODES:
                if source.event_type != target.event_type:
                    loser.modes.all().delete()
            elif _is_list(source, column):
                getattr(loser, column).clear()


def apply_choices(source: Any, target: Any, choices: Mapping[str, str]) -> None:
    """Write the values of the source that were chosen into the target. Raises: ValidationError."""
    chosen = [
        column
        for name, columns in _choosable_values(source)
        if choices.get(name) == "source"
        for column in columns
    ]
    for column in chosen:
        if column != _MODES and not _is_list(source, column):
            setattr(target, column, getattr(source, column))
    if chosen:
        target.clean()
        target.save()


def _choosable_values(record: Record) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values that can be chosen, with their columns."""
    together = _COLUMN_GROUPS.get(record.COLLECTION, {})
    joined = {column for columns in together.values() for column in columns}
    yield from together.items()
    for field in record._meta.concrete_fields:
        if field.editable and not field.primary_key and field.name not in _EXCLUDED_COLUMNS | joined:
            yield field.name, (field.name,)


def _is_list(record: Record, column: str) -> bool:
    return column in {field.name for field in record._meta.many_to_many}


def _read_values(record: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for column in columns:
        if column == _MODES:
            assert isinstance(record, Event)
            read[column] = sorted(record.modes.values_list("mode", flat=True))
        elif _is_list(record, column):
            read[column] = sorted(getattr(record, column).values_list("slug", flat=True))
        else:
            value = getattr(record, column)
            read[column] = value.slug if isinstance(value, Record) else value
    return read
