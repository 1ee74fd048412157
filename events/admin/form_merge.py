"""Three versions of one form: as it was opened, as it would open now, and as it was sent.

Fields that only one side touched are taken from that side; of fields that both touched, what was typed
stays in the form and is marked. Parts are matched by their keys, not by their places.
"""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.utils.text import Truncator

PostedData = dict[str, list[str]]
"""What a browser sends of a form: the values by the names of the fields."""
_FORMSET_FIELD = re.compile(r"(.+)-(\d+)-(\w+)")
_REASON_FIELD = "change_reason"
"""It is about the change, not the record."""
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
    """A field, or a whole part, that the three versions hold differently."""

    label: str
    was: str
    now: str
    typed: str
    resolution: Resolution
    part: str = ""
    """The part that it belongs to, in words; empty for the record itself."""
    place: tuple[str, int, str] | None = None
    """Its formset, row and field in the form that is shown again."""


@dataclass(slots=True)
class FormSnapshot:
    """The forms of one page, of which nothing was sent yet."""

    form: forms.BaseForm
    formsets: list[tuple[str, Any]] = field(default_factory=list)
    """What one of its parts is called, and the formset."""

    def posted_data(self) -> PostedData:
        """What a browser would send of them if nobody touched them."""
        found = _posted_data(self.form)
        for _, formset in self.formsets:
            for form in formset.forms:
                found |= _posted_data(form)
        return found


def _posted_data(form: forms.BaseForm) -> PostedData:
    return {bound.html_name: _posted_values(bound) for bound in form if bound.name != "read_at"}


def _posted_values(bound: forms.BoundField) -> list[str]:
    value = bound.value()
    if value is None or value is False:
        return []
    if value is True:
        return ["on"]
    if isinstance(value, list | tuple | set):
        return [str(one) for one in value]
    shown = bound.field.widget.format_value(value)
    return [str(value if isinstance(shown, list) or shown is None else shown)]


def pack_posted_data(posted_data: PostedData) -> str:
    """What a form held, as one word that the form carries along."""
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(posted_data).encode())).decode()


def unpack_posted_data(word: str) -> PostedData:
    """What a form held; nothing where the word is broken, so that all of it counts as typed."""
    try:
        text = zlib.decompressobj().decompress(base64.urlsafe_b64decode(word), _MAX_UNPACKED)
        found = json.loads(text)
        return {str(name): [str(one) for one in values] for name, values in found.items()}
    except (ValueError, zlib.error, AttributeError, TypeError):
        return {}


class FormMerge:
    """What was typed, put on top of what the record holds now. Queries: 1 for each model that fields name."""

    def __init__(self, was: PostedData, snapshot: FormSnapshot, typed: PostedData) -> None:
        self.differences: list[FieldDifference] = []
        versions = was, snapshot.posted_data(), typed
        prefixes = {formset.prefix for _, formset in snapshot.formsets}
        held, now, mine = (_split_formsets(version, prefixes) for version in versions)
        rows = [
            (noun, formset, formset.empty_form, [one[1][formset.prefix] for one in (held, now, mine)])
            for noun, formset in snapshot.formsets
        ]
        _add_label_keys(snapshot.form.fields, [one[0] for one in (held, now, mine)])
        for _, _, empty, sides in rows:
            _add_label_keys(empty.fields, [row for side in sides for row in side])
        known = {**held[0], **now[0]}
        self.data = {name: values for name, values in mine[0].items() if name not in known}
        self.data |= self._merge_fields(snapshot.form.fields, held[0], now[0], mine[0])
        for noun, formset, empty, sides in rows:
            self._merge_rows(noun, formset, empty, *sides)
        order = list(Resolution)
        self.differences.sort(key=lambda one: order.index(one.resolution))

    def _merge_fields(
        self,
        fields: dict[str, forms.Field],
        was: PostedData,
        now: PostedData,
        typed: PostedData,
        part: str = "",
        place: tuple[str, int] = ("", 0),
    ) -> PostedData:
        """The values of one form, and a difference for each that differs."""
        merged = {}
        for name in {**fields, **was}:
            if name in _HIDDEN_FIELDS:
                continue
            sides = [side.get(name, []) for side in (was, now, typed)]
            if name in fields:
                resolution, merged[name] = _resolve_field(fields[name], *sides)
            else:
                resolution = None if _is_same(sides[2], sides[0]) else Resolution.LOST
            if resolution and name != _REASON_FIELD:
                one = fields.get(name)
                before, there, mine = (_field_text(one, side) for side in sides)
                there = there if one else "no longer in the form"
                label = _field_label(name, one)
                self.differences.append(
                    FieldDifference(label, before, there, mine, resolution, part, (*place, name))
                )
        return merged

    def _merge_rows(
        self,
        noun: str,
        formset: Any,
        empty: Any,
        was: list[PostedData],
        now: list[PostedData],
        typed: list[PostedData],
    ) -> None:
        """The rows of one formset: those that are there now, then those that were added or are put back."""
        fields = empty.fields
        held, mine = ({key: row for row in rows if (key := _row_pk(row))} for rows in (was, typed))
        made: list[PostedData] = []
        for row in now:
            part, key = f"{noun} {_row_title(fields, row)}", _row_pk(row)
            if key in mine:
                place = (formset.prefix, len(made))
                made.append(self._merge_row(fields, held.get(key, {}), row, mine[key], part, place))
            else:
                self._add_row_difference(part, "not there", "added", "not there", Resolution.THEIRS)
                made.append(row)
        blank = {name.rpartition("-")[2]: values for name, values in _posted_data(empty).items()}
        present = {_row_pk(row) for row in now}
        for row in typed:
            key = _row_pk(row)
            before = held.get(key, {}) if key else blank
            words = _changed_fields_text(fields, before, row)
            if not key:
                made.append(row)
                if words:
                    part = f"{noun} {_row_title(fields, row)}"
                    self._add_row_difference(part, "not there", "not there", words, Resolution.YOURS)
            elif key not in present and not row.get("DELETE"):
                part = f"{noun} {_row_title(fields, before or row)}"
                if words:
                    self._add_row_difference(part, "there", "removed", words, Resolution.CONFLICT)
                    made.append(row | {"id": []})  # saving adds it again
                else:
                    self._add_row_difference(part, "there", "removed", "there", Resolution.THEIRS)
        for number, row in enumerate(made):
            self.data |= {f"{formset.prefix}-{number}-{name}": values for name, values in row.items()}
        counts = {"TOTAL": len(made), "INITIAL": len(now), "MIN_NUM": 0, "MAX_NUM": formset.max_num}
        self.data |= {f"{formset.prefix}-{name}_FORMS": [str(count)] for name, count in counts.items()}

    def _merge_row(
        self,
        fields: dict[str, forms.Field],
        was: PostedData,
        now: PostedData,
        typed: PostedData,
        part: str,
        place: tuple[str, int],
    ) -> PostedData:
        """The values of one part that is still there; for one that is to be removed, one difference."""
        known = len(self.differences)
        merged = now | self._merge_fields(fields, was, now, typed, part, place)
        if not typed.get("DELETE"):
            return merged
        theirs = any(one.resolution != Resolution.YOURS for one in self.differences[known:])
        del self.differences[known:]
        resolution = Resolution.CONFLICT if theirs else Resolution.YOURS
        self._add_row_difference(part, "there", "changed" if theirs else "there", "removed", resolution)
        return merged | {"DELETE": typed["DELETE"]}

    def _add_row_difference(self, part: str, was: str, now: str, typed: str, resolution: Resolution) -> None:
        self.differences.append(FieldDifference("the whole of it", was, now, typed, resolution, part))


def _resolve_field(
    one: forms.Field, was: list[str], now: list[str], typed: list[str]
) -> tuple[Resolution | None, list[str]]:
    """What becomes of a field."""
    if _is_same(typed, was):
        return None if _is_same(now, was) else Resolution.THEIRS, now
    if _is_same(now, typed):
        return None, now
    if _is_same(now, was):
        return Resolution.YOURS, typed
    if isinstance(one, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        kept = [value for value in now if value in typed or value not in was]
        return Resolution.BOTH, kept + [value for value in typed if value not in was and value not in now]
    return Resolution.CONFLICT, typed


def _normalized_values(values: Iterable[str]) -> list[str]:
    return sorted(value.replace("\r\n", "\n") for value in values if value != "")


def _is_same(one: Iterable[str], other: Iterable[str]) -> bool:
    return _normalized_values(one) == _normalized_values(other)


def _split_formsets(
    posted_data: PostedData, prefixes: set[str]
) -> tuple[PostedData, dict[str, list[PostedData]]]:
    """The fields of the record, and the rows of its parts; what belongs to neither is left out."""
    head: PostedData = {}
    rows: dict[str, dict[int, PostedData]] = {prefix: {} for prefix in prefixes}
    for name, values in posted_data.items():
        found = _FORMSET_FIELD.fullmatch(name)
        if found and found[1] in rows:
            rows[found[1]].setdefault(int(found[2]), {})[found[3]] = values
        elif not any(name.startswith(f"{prefix}-") for prefix in prefixes):
            head[name] = values
    return head, {prefix: [row for _, row in sorted(found.items())] for prefix, found in rows.items()}


def _row_pk(row: PostedData) -> str:
    return "".join(row.get("id", []))


def _changed_fields_text(fields: dict[str, forms.Field], was: PostedData, typed: PostedData) -> str:
    """The fields of a part that were filled in or changed, in words."""
    return "; ".join(
        f"{_field_label(name, one)}: {_field_text(one, typed.get(name, []))}"
        for name, one in fields.items()
        if name not in _HIDDEN_FIELDS
        and not _is_same(was.get(name, []), typed.get(name, []))
        and not isinstance(one, forms.models.InlineForeignKeyField)
    )


def _row_title(fields: dict[str, forms.Field], row: PostedData) -> str:
    """What a part is called: the first two things that it says."""
    said = (
        _field_text(one, row[name])
        for name, one in fields.items()
        if _normalized_values(row.get(name, [])) and name not in _HIDDEN_FIELDS and _has_text(one)
    )
    first = [words for words, _ in zip(said, range(2), strict=False)]
    return f"“{Truncator(', '.join(first)).chars(_MAX_TITLE_LENGTH)}”" if first else "without words"


def _has_text(one: forms.Field) -> bool:
    return not isinstance(one, forms.BooleanField | forms.models.InlineForeignKeyField)


def _field_label(name: str, one: forms.Field | None) -> str:
    return str(one.label if one and one.label else pretty_name(name))


def _inner_widget(one: forms.Field) -> Any:
    return getattr(one.widget, "widget", one.widget)  # inside Django's add-another links


def _add_label_keys(fields: dict[str, forms.Field], sents: list[PostedData]) -> None:
    """Ask for the labels of all records that the fields name, so that they come in one query."""
    for name, one in fields.items():
        if labels := getattr(_inner_widget(one), "labels", None):
            labels.add_keys(
                _inner_widget(one).model, [value for sent in sents for value in sent.get(name, [])]
            )


def _field_text(one: forms.Field | None, values: list[str]) -> str:
    """What a field shows of these values."""
    given = [value for value in values if value != ""]
    if isinstance(one, forms.BooleanField):
        return "yes" if given else "no"
    if not given:
        return "empty"
    if one is None:
        return ", ".join(given)
    if labels := getattr(_inner_widget(one), "labels", None):
        return ", ".join(text for _, text in labels.of(_inner_widget(one).model, given)) or ", ".join(given)
    known = dict(_flat_choices(getattr(one, "choices", ())))
    return ", ".join(known.get(value, value) for value in given)


def _flat_choices(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat_choices(label)
        else:
            yield str(value), str(label)
