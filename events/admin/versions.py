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

Sent = dict[str, list[str]]
"""What a browser sends of a form: the values by the names of the fields."""
_ROW = re.compile(r"(.+)-(\d+)-(\w+)")
_REASON = "change_reason"
"""It is about the change, not the record."""
_MOST = 20_000_000
"""More than any form sends, unpacked."""
_UNSHOWN = {"id", "key", "DELETE", "read_at"}
_LONGEST_TITLE = 90


class Verdict(StrEnum):
    """What saving does with a field that differs."""

    CONFLICT = "Yours overwrites theirs"
    BOTH = "What both changed is kept"
    LOST = "Yours is not saved: nobody can change it here any more"
    YOURS = "Yours is kept"
    THEIRS = "Theirs is kept"


@dataclass(frozen=True, slots=True)
class Gap:
    """A field, or a whole part, that the three versions hold differently."""

    label: str
    was: str
    now: str
    typed: str
    verdict: Verdict
    part: str = ""
    """The part that it belongs to, in words; empty for the record itself."""
    place: tuple[str, int, str] | None = None
    """Its formset, row and field in the form that is shown again."""


@dataclass(slots=True)
class Sheet:
    """The forms of one page, of which nothing was sent yet."""

    form: forms.BaseForm
    formsets: list[tuple[str, Any]] = field(default_factory=list)
    """What one of its parts is called, and the formset."""

    def sent(self) -> Sent:
        """What a browser would send of them if nobody touched them."""
        found = _sent(self.form)
        for _, formset in self.formsets:
            for form in formset.forms:
                found |= _sent(form)
        return found


def _sent(form: forms.BaseForm) -> Sent:
    return {bound.html_name: _values(bound) for bound in form if bound.name != "read_at"}


def _values(bound: forms.BoundField) -> list[str]:
    value = bound.value()
    if value is None or value is False:
        return []
    if value is True:
        return ["on"]
    if isinstance(value, list | tuple | set):
        return [str(one) for one in value]
    shown = bound.field.widget.format_value(value)
    return [str(value if isinstance(shown, list) or shown is None else shown)]


def pack(sent: Sent) -> str:
    """What a form held, as one word that the form carries along."""
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(sent).encode())).decode()


def unpack(word: str) -> Sent:
    """What a form held; nothing where the word is broken, so that all of it counts as typed."""
    try:
        text = zlib.decompressobj().decompress(base64.urlsafe_b64decode(word), _MOST)
        found = json.loads(text)
        return {str(name): [str(one) for one in values] for name, values in found.items()}
    except (ValueError, zlib.error, AttributeError, TypeError):
        return {}


class Merge:
    """What was typed, put on top of what the record holds now. Queries: 1 for each model that fields name."""

    def __init__(self, was: Sent, sheet: Sheet, typed: Sent) -> None:
        self.gaps: list[Gap] = []
        versions = was, sheet.sent(), typed
        prefixes = {formset.prefix for _, formset in sheet.formsets}
        held, now, mine = (_split(version, prefixes) for version in versions)
        rows = [
            (noun, formset, formset.empty_form, [one[1][formset.prefix] for one in (held, now, mine)])
            for noun, formset in sheet.formsets
        ]
        _want(sheet.form.fields, [one[0] for one in (held, now, mine)])
        for _, _, empty, sides in rows:
            _want(empty.fields, [row for side in sides for row in side])
        known = {**held[0], **now[0]}
        self.data = {name: values for name, values in mine[0].items() if name not in known}
        self.data |= self._fields(sheet.form.fields, held[0], now[0], mine[0])
        for noun, formset, empty, sides in rows:
            self._parts(noun, formset, empty, *sides)
        order = list(Verdict)
        self.gaps.sort(key=lambda gap: order.index(gap.verdict))

    def _fields(
        self,
        fields: dict[str, forms.Field],
        was: Sent,
        now: Sent,
        typed: Sent,
        part: str = "",
        place: tuple[str, int] = ("", 0),
    ) -> Sent:
        """The values of one form, and a gap for each that differs."""
        merged = {}
        for name in {**fields, **was}:
            if name in _UNSHOWN:
                continue
            sides = [side.get(name, []) for side in (was, now, typed)]
            if name in fields:
                verdict, merged[name] = _judge(fields[name], *sides)
            else:
                verdict = None if _same(sides[2], sides[0]) else Verdict.LOST
            if verdict and name != _REASON:
                one = fields.get(name)
                before, there, mine = (_words(one, side) for side in sides)
                there = there if one else "no longer in the form"
                gap = Gap(_label(name, one), before, there, mine, verdict, part, (*place, name))
                self.gaps.append(gap)
        return merged

    def _parts(
        self, noun: str, formset: Any, empty: Any, was: list[Sent], now: list[Sent], typed: list[Sent]
    ) -> None:
        """The rows of one formset: those that are there now, then those that were added or are put back."""
        fields = empty.fields
        held, mine = ({key: row for row in rows if (key := _key(row))} for rows in (was, typed))
        made: list[Sent] = []
        for row in now:
            part, key = f"{noun} {_title(fields, row)}", _key(row)
            if key in mine:
                place = (formset.prefix, len(made))
                made.append(self._row(fields, held.get(key, {}), row, mine[key], part, place))
            else:
                self._whole(part, "not there", "added", "not there", Verdict.THEIRS)
                made.append(row)
        blank = {name.rpartition("-")[2]: values for name, values in _sent(empty).items()}
        present = {_key(row) for row in now}
        for row in typed:
            key = _key(row)
            before = held.get(key, {}) if key else blank
            words = _touched(fields, before, row)
            if not key:
                made.append(row)
                if words:
                    part = f"{noun} {_title(fields, row)}"
                    self._whole(part, "not there", "not there", words, Verdict.YOURS)
            elif key not in present and not row.get("DELETE"):
                part = f"{noun} {_title(fields, before or row)}"
                if words:
                    self._whole(part, "there", "removed", words, Verdict.CONFLICT)
                    made.append(row | {"id": []})  # saving adds it again
                else:
                    self._whole(part, "there", "removed", "there", Verdict.THEIRS)
        for number, row in enumerate(made):
            self.data |= {f"{formset.prefix}-{number}-{name}": values for name, values in row.items()}
        counts = {"TOTAL": len(made), "INITIAL": len(now), "MIN_NUM": 0, "MAX_NUM": formset.max_num}
        self.data |= {f"{formset.prefix}-{name}_FORMS": [str(count)] for name, count in counts.items()}

    def _row(
        self,
        fields: dict[str, forms.Field],
        was: Sent,
        now: Sent,
        typed: Sent,
        part: str,
        place: tuple[str, int],
    ) -> Sent:
        """The values of one part that is still there; of one that is to be removed, one gap is enough."""
        known = len(self.gaps)
        merged = now | self._fields(fields, was, now, typed, part, place)
        if not typed.get("DELETE"):
            return merged
        theirs = any(gap.verdict != Verdict.YOURS for gap in self.gaps[known:])
        del self.gaps[known:]
        verdict = Verdict.CONFLICT if theirs else Verdict.YOURS
        self._whole(part, "there", "changed" if theirs else "there", "removed", verdict)
        return merged | {"DELETE": typed["DELETE"]}

    def _whole(self, part: str, was: str, now: str, typed: str, verdict: Verdict) -> None:
        self.gaps.append(Gap("the whole of it", was, now, typed, verdict, part))


def _judge(
    one: forms.Field, was: list[str], now: list[str], typed: list[str]
) -> tuple[Verdict | None, list[str]]:
    """What becomes of a field."""
    if _same(typed, was):
        return None if _same(now, was) else Verdict.THEIRS, now
    if _same(now, typed):
        return None, now
    if _same(now, was):
        return Verdict.YOURS, typed
    if isinstance(one, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        kept = [value for value in now if value in typed or value not in was]
        return Verdict.BOTH, kept + [value for value in typed if value not in was and value not in now]
    return Verdict.CONFLICT, typed


def _plain(values: Iterable[str]) -> list[str]:
    return sorted(value.replace("\r\n", "\n") for value in values if value != "")


def _same(one: Iterable[str], other: Iterable[str]) -> bool:
    return _plain(one) == _plain(other)


def _split(sent: Sent, prefixes: set[str]) -> tuple[Sent, dict[str, list[Sent]]]:
    """The fields of the record, and the rows of its parts; what belongs to neither is left out."""
    head: Sent = {}
    rows: dict[str, dict[int, Sent]] = {prefix: {} for prefix in prefixes}
    for name, values in sent.items():
        found = _ROW.fullmatch(name)
        if found and found[1] in rows:
            rows[found[1]].setdefault(int(found[2]), {})[found[3]] = values
        elif not any(name.startswith(f"{prefix}-") for prefix in prefixes):
            head[name] = values
    return head, {prefix: [row for _, row in sorted(found.items())] for prefix, found in rows.items()}


def _key(row: Sent) -> str:
    return "".join(row.get("id", []))


def _touched(fields: dict[str, forms.Field], was: Sent, typed: Sent) -> str:
    """The fields of a part that were filled in or changed, in words."""
    return "; ".join(
        f"{_label(name, one)}: {_words(one, typed.get(name, []))}"
        for name, one in fields.items()
        if name not in _UNSHOWN
        and not _same(was.get(name, []), typed.get(name, []))
        and not isinstance(one, forms.models.InlineForeignKeyField)
    )


def _title(fields: dict[str, forms.Field], row: Sent) -> str:
    """What a part is called: the first two things that it says."""
    said = (
        _words(one, row[name])
        for name, one in fields.items()
        if _plain(row.get(name, [])) and name not in _UNSHOWN and _says(one)
    )
    first = [words for words, _ in zip(said, range(2), strict=False)]
    return f"“{Truncator(', '.join(first)).chars(_LONGEST_TITLE)}”" if first else "without words"


def _says(one: forms.Field) -> bool:
    return not isinstance(one, forms.BooleanField | forms.models.InlineForeignKeyField)


def _label(name: str, one: forms.Field | None) -> str:
    return str(one.label if one and one.label else pretty_name(name))


def _inner(one: forms.Field) -> Any:
    return getattr(one.widget, "widget", one.widget)  # inside Django's add-another links


def _want(fields: dict[str, forms.Field], sents: list[Sent]) -> None:
    """Ask for the labels of all records that the fields name, so that they come in one query."""
    for name, one in fields.items():
        if labels := getattr(_inner(one), "labels", None):
            labels.want(_inner(one).model, [value for sent in sents for value in sent.get(name, [])])


def _words(one: forms.Field | None, values: list[str]) -> str:
    """What a field shows of these values."""
    given = [value for value in values if value != ""]
    if isinstance(one, forms.BooleanField):
        return "yes" if given else "no"
    if not given:
        return "empty"
    if one is None:
        return ", ".join(given)
    if labels := getattr(_inner(one), "labels", None):
        return ", ".join(text for _, text in labels.of(_inner(one).model, given)) or ", ".join(given)
    known = dict(_flat(getattr(one, "choices", ())))
    return ", ".join(known.get(value, value) for value in given)


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)
