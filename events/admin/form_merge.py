"""Three versions of one form: as it was opened, as it would open now, and as it was posted.

Fields that only one side touched are taken from that side; of fields that both touched, what was typed stays
in the form and is marked. Child rows are matched by their keys, not by their places.
"""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.utils.text import Truncator

PostedData = dict[str, list[str]]
"""What a browser sends of a form: lists of values by the names of the fields."""
Fields = Mapping[str, forms.Field]
Versions = Sequence[PostedData]
"""The three versions of a form or a row: as it was opened, as it is now, as it was posted."""
_FORMSET_FIELD = re.compile(r"(.+)-(\d+)-(\w+)")
_REASON_FIELD = "change_reason"
"""It belongs to the change, not to the record."""
_MAX_UNPACKED = 20_000_000
"""More than any form sends, unpacked."""
_HIDDEN_FIELDS = {"id", "key", "DELETE", "read_at"}
_MAX_TITLE_LENGTH = 90


class Resolution(StrEnum):
    """What saving does with a field that differs."""

    CONFLICT = "Yours overwrites theirs"
    BOTH = "What both changed is kept"
    LOST = "Yours is not saved: nobody can change it here any more"
    YOURS = "Yours is kept"
    THEIRS = "Theirs is kept"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field, or a whole child row, of which the three versions hold different values."""

    label: str
    was: str
    now: str
    typed: str
    resolution: Resolution
    part: str = ""
    """The child row that it belongs to, in words; empty for the record itself."""
    place: tuple[str, int, str] | None = None
    """Its formset, row and field in the form that is shown again."""


@dataclass(slots=True)
class FormSnapshot:
    """The forms of one page, of which nothing was posted yet."""

    form: forms.BaseForm
    formsets: list[tuple[str, Any]]
    """The noun of a child row, and the formset."""

    @property
    def all_forms(self) -> list[Any]:
        """The form of the record, and those of the child rows."""
        return [self.form, *(form for _, formset in self.formsets for form in formset.forms)]

    def posted_data(self) -> PostedData:
        """What a browser would send of them if nobody touched them."""
        return {name: values for form in self.all_forms for name, values in _posted_data(form).items()}


def _posted_data(form: forms.BaseForm) -> PostedData:
    return {bound.html_name: _posted_values(bound) for bound in form if bound.name != "read_at"}


def _posted_values(bound: forms.BoundField) -> list[str]:
    value = bound.value()
    if value is None or value is False:
        return []
    if value is True:
        return ["on"]
    if isinstance(value, list | tuple | set):
        return [*map(str, value)]
    formatted = bound.field.widget.format_value(value)
    return [str(value if isinstance(formatted, list) or formatted is None else formatted)]


def pack_posted_data(posted_data: PostedData) -> str:
    """The values of a form as one word, which a hidden field carries."""
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(posted_data).encode())).decode()


def unpack_posted_data(word: str) -> PostedData:
    """The values of a form; none where the word is broken, so that all of them count as typed."""
    try:
        text = zlib.decompressobj().decompress(base64.urlsafe_b64decode(word), _MAX_UNPACKED)
        return {str(name): [*map(str, values)] for name, values in json.loads(text).items()}
    except (ValueError, zlib.error, AttributeError, TypeError):
        return {}


class FormMerge:
    """What was typed, put on top of what the record holds now. Queries: 1 for each model that fields name."""

    def __init__(self, was: PostedData, snapshot: FormSnapshot, typed: PostedData) -> None:
        self.differences: list[FieldDifference] = []
        prefixes = {formset.prefix for _, formset in snapshot.formsets}
        splits = [_split_formsets(version, prefixes) for version in (was, snapshot.posted_data(), typed)]
        record_versions = [record_data for record_data, _ in splits]
        formsets = [
            (noun, formset, formset.empty_form, [rows[formset.prefix] for _, rows in splits])
            for noun, formset in snapshot.formsets
        ]
        _add_label_keys(snapshot.form.fields, record_versions)
        for _, _, empty, versions in formsets:
            _add_label_keys(empty.fields, [row for rows in versions for row in rows])
        opened, now, posted = record_versions
        self.data = {name: values for name, values in posted.items() if name not in {**opened, **now}}
        self.data |= self._merge_fields(snapshot.form.fields, record_versions)
        for formset in formsets:
            self._merge_rows(*formset)
        order = list(Resolution)
        self.differences.sort(key=lambda difference: order.index(difference.resolution))

    def _merge_fields(
        self, fields: Fields, versions: Versions, row_title: str = "", place: tuple[str, int] = ("", 0)
    ) -> PostedData:
        """The values of one form, and a difference for each that differs."""
        merged = {}
        for name in {**fields, **versions[0]}:
            if name in _HIDDEN_FIELDS:
                continue
            values, field = [version.get(name, []) for version in versions], fields.get(name)
            if field:
                resolution, merged[name] = _resolve_field(field, *values)
            else:
                resolution = None if _is_same(values[2], values[0]) else Resolution.LOST
            if resolution and name != _REASON_FIELD:
                was, now, typed = (_field_text(field, side) for side in values)
                now = now if field else "no longer in the form"
                label = _field_label(name, field)
                self.differences.append(
                    FieldDifference(label, was, now, typed, resolution, row_title, (*place, name))
                )
        return merged

    def _merge_rows(self, noun: str, formset: Any, empty: Any, versions: Sequence[list[PostedData]]) -> None:
        """The rows of one formset: those that are there now, then those that were added or are put back."""
        fields, (_, now, typed) = empty.fields, versions
        opened_rows, posted_rows = (
            {key: row for row in rows if (key := _row_pk(row))} for rows in (versions[0], typed)
        )
        merged: list[PostedData] = []
        for row in now:
            title, key = f"{noun} {_row_title(fields, row)}", _row_pk(row)
            if key in posted_rows:
                place = (formset.prefix, len(merged))
                row_versions = opened_rows.get(key, {}), row, posted_rows[key]
                merged.append(self._merge_row(fields, row_versions, title, place))
            else:
                self._add_row_difference(title, "not there", "added", "not there", Resolution.THEIRS)
                merged.append(row)
        blank = {name.rpartition("-")[2]: values for name, values in _posted_data(empty).items()}
        present = {_row_pk(row) for row in now}
        for row in typed:
            key = _row_pk(row)
            was = opened_rows.get(key, {}) if key else blank
            changes = _changed_fields_text(fields, was, row)
            title = f"{noun} {_row_title(fields, was if key and was else row)}"
            if not key:
                merged.append(row)
                if changes:
                    self._add_row_difference(title, "not there", "not there", changes, Resolution.YOURS)
            elif key not in present and not row.get("DELETE"):
                if changes:
                    self._add_row_difference(title, "there", "removed", changes, Resolution.CONFLICT)
                    merged.append(row | {"id": []})  # saving adds it again
                else:
                    self._add_row_difference(title, "there", "removed", "there", Resolution.THEIRS)
        for number, row in enumerate(merged):
            self.data |= {f"{formset.prefix}-{number}-{name}": values for name, values in row.items()}
        counts = {"TOTAL": len(merged), "INITIAL": len(now), "MIN_NUM": 0, "MAX_NUM": formset.max_num}
        self.data |= {f"{formset.prefix}-{name}_FORMS": [str(count)] for name, count in counts.items()}

    def _merge_row(
        self, fields: Fields, versions: Versions, title: str, place: tuple[str, int]
    ) -> PostedData:
        """The values of one row that is still there; for one that is to be removed, one difference."""
        _, now, typed = versions
        count = len(self.differences)
        merged = now | self._merge_fields(fields, versions, title, place)
        if not typed.get("DELETE"):
            return merged
        is_theirs = any(change.resolution != Resolution.YOURS for change in self.differences[count:])
        del self.differences[count:]
        resolution = Resolution.CONFLICT if is_theirs else Resolution.YOURS
        self._add_row_difference(title, "there", "changed" if is_theirs else "there", "removed", resolution)
        return merged | {"DELETE": typed["DELETE"]}

    def _add_row_difference(self, title: str, was: str, now: str, typed: str, resolution: Resolution) -> None:
        self.differences.append(FieldDifference("the whole of it", was, now, typed, resolution, title))


def _resolve_field(
    field: forms.Field, was: list[str], now: list[str], typed: list[str]
) -> tuple[Resolution | None, list[str]]:
    """What saving does with a field, and the values of the merged form."""
    if _is_same(typed, was):
        return None if _is_same(now, was) else Resolution.THEIRS, now
    if _is_same(now, typed):
        return None, now
    if _is_same(now, was):
        return Resolution.YOURS, typed
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        common = [value for value in now if value in typed or value not in was]
        return Resolution.BOTH, common + [value for value in typed if value not in was and value not in now]
    return Resolution.CONFLICT, typed


def _normalized_values(values: Iterable[str]) -> list[str]:
    return sorted(value.replace("\r\n", "\n") for value in values if value != "")


def _is_same(values: Iterable[str], others: Iterable[str]) -> bool:
    return _normalized_values(values) == _normalized_values(others)


def _split_formsets(
    posted_data: PostedData, prefixes: set[str]
) -> tuple[PostedData, dict[str, list[PostedData]]]:
    """The fields of the record, and the rows of its formsets; what belongs to neither is left out."""
    record_data: PostedData = {}
    rows: dict[str, dict[int, PostedData]] = {prefix: {} for prefix in prefixes}
    for name, values in posted_data.items():
        match = _FORMSET_FIELD.fullmatch(name)
        if match and match[1] in rows:
            rows[match[1]].setdefault(int(match[2]), {})[match[3]] = values
        elif not any(name.startswith(f"{prefix}-") for prefix in prefixes):
            record_data[name] = values
    return record_data, {
        prefix: [row for _, row in sorted(numbered.items())] for prefix, numbered in rows.items()
    }


def _row_pk(row: PostedData) -> str:
    return "".join(row.get("id", []))


def _changed_fields_text(fields: Fields, was: PostedData, typed: PostedData) -> str:
    """The fields of a row that were filled in or changed, in words."""
    return "; ".join(
        f"{_field_label(name, field)}: {_field_text(field, typed.get(name, []))}"
        for name, field in fields.items()
        if name not in _HIDDEN_FIELDS
        and not _is_same(was.get(name, []), typed.get(name, []))
        and not isinstance(field, forms.models.InlineForeignKeyField)
    )


def _row_title(fields: Fields, row: PostedData) -> str:
    """What a row is called: the words of its first two fields that hold some."""
    texts = [
        _field_text(field, row[name])
        for name, field in fields.items()
        if name not in _HIDDEN_FIELDS
        and _normalized_values(row.get(name, []))
        and not isinstance(field, forms.BooleanField | forms.models.InlineForeignKeyField)
    ]
    return f"“{Truncator(', '.join(texts[:2])).chars(_MAX_TITLE_LENGTH)}”" if texts else "without words"


def _field_label(name: str, field: forms.Field | None) -> str:
    return str(field.label if field and field.label else pretty_name(name))


def _inner_widget(field: forms.Field) -> Any:
    return getattr(field.widget, "widget", field.widget)  # inside Django's add-another links


def _add_label_keys(fields: Fields, versions: Versions) -> None:
    """Ask for the labels of all records that the fields name, so that they come in one query."""
    for name, field in fields.items():
        widget = _inner_widget(field)
        if labels := getattr(widget, "labels", None):
            labels.add_keys(widget.model, [value for version in versions for value in version.get(name, [])])


def _field_text(field: forms.Field | None, values: list[str]) -> str:
    """What a field shows of these values."""
    values = [value for value in values if value != ""]
    if isinstance(field, forms.BooleanField):
        return "yes" if values else "no"
    if not values:
        return "empty"
    if field is None:
        return ", ".join(values)
    widget = _inner_widget(field)
    if labels := getattr(widget, "labels", None):
        return ", ".join(text for _, text in labels.of(widget.model, values)) or ", ".join(values)
    choices = dict(_flat_choices(getattr(field, "choices", ())))
    return ", ".join(choices.get(value, value) for value in values)


def _flat_choices(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat_choices(label)
        else:
            yield str(value), str(label)
