"""The fields of an event, its modes and contexts among them: chosen by ticking, stored as rows."""

from typing import Any

from django import forms
from django.db import models

from events.admin.fast_renderer import FAST_RENDERER
from events.admin.forms import RecordForm
from events.choices import CodedMember, Context, EventType
from events.choices.plover import MODES, SCORES
from events.models import EventContext, EventMode


class GroupedCheckboxes(forms.CheckboxSelectMultiple):
    """Boxes to tick, in named groups, each word with its definition."""

    template_name = "admin/events/grouped_checkboxes.html"

    def __init__(self, name: str, definitions: dict[str, str]) -> None:
        super().__init__()
        self.name = name
        self.definitions = definitions

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The boxes, and the name of all of them together."""
        return super().get_context(name, value, attrs) | {"group_name": self.name}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """A box with the definition of its word."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        return option | {"definition": self.definitions.get(str(value), "")}


def _mode_value(event_type: str, mode: str) -> str:
    """A mode as a box names it: several types have a mode of the same name."""
    return f"{event_type}:{mode}"


_MODE_CHOICES = [
    (
        EventType(kind).label,
        [(_mode_value(kind, mode), mode.replace("_", " ").capitalize()) for mode in modes],
    )
    for kind, modes in MODES.items()
    if modes
]
_MODE_DEFINITIONS = {
    _mode_value(kind, mode): score.definition for (kind, mode), score in SCORES.items() if mode
}


class EventForm(RecordForm):
    """An event."""

    default_renderer = FAST_RENDERER

    modes = forms.MultipleChoiceField(
        required=False,
        choices=_MODE_CHOICES,
        widget=GroupedCheckboxes("Modes", _MODE_DEFINITIONS),
        help_text="How it was done. A type has modes of its own, or none; choose the type first.",
    )
    contexts = forms.MultipleChoiceField(
        required=False,
        choices=Context.choices,
        widget=GroupedCheckboxes("Contexts", {context.value: context.definition for context in Context}),
        help_text="What it was about.",
    )

    not_stated = forms.MultipleChoiceField(
        required=False,
        choices=CodedMember.choices,
        widget=GroupedCheckboxes("Not stated", {member.value: member.definition for member in CodedMember}),
        help_text="What no article states. An event is coded once each of these is filled or not stated.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Read its modes and contexts. Queries: 2."""
        super().__init__(*args, **kwargs)
        event = self.instance
        if event.pk:
            self.initial["modes"] = [_mode_value(event.event_type, row.mode) for row in event.modes.all()]
            self.initial["contexts"] = [row.context for row in event.contexts.all()]

    def clean(self) -> dict[str, Any]:
        """Refuse modes of other types, and what is filled and not stated. Raises: ValidationError."""
        cleaned = super().clean()
        kind = cleaned.get("event_type", "")
        known = [word.replace("_", " ") for word in MODES.get(kind, ())]
        for chosen in cleaned.get("modes", ()):
            other, _, mode = chosen.partition(":")
            if other != kind:
                type_name = kind or "an event without a type"
                error = f"“{mode.replace('_', ' ')}” of {other} is no mode of {type_name}"
                self.add_error("modes", f"{error}; its modes: {', '.join(known) or 'none'}.")
        filled = {CodedMember.TYPE: kind, CodedMember.WHEN: cleaned.get("date_edtf")}
        for member in cleaned.get("not_stated", ()):
            if filled.get(member):
                self.add_error("not_stated", f"“{member}” is filled: do not tick it, or empty the field.")
        return cleaned

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        if "modes" in self.changed_data or "event_type" in self.changed_data:
            modes = [value.partition(":")[2] for value in self.cleaned_data["modes"]]
            self._sync_rows(EventMode, "mode", modes)
        if "contexts" in self.changed_data:
            self._sync_rows(EventContext, "context", self.cleaned_data["contexts"])

    def _sync_rows(self, model: type[models.Model], column: str, wanted: list[str]) -> None:
        """Write the rows that are missing and delete those that are not wanted."""
        rows: Any = model._default_manager.filter(event=self.instance)
        stored = set(rows.values_list(column, flat=True))
        if unwanted := stored - {*wanted}:
            rows.filter(**{f"{column}__in": unwanted}).delete()
        for word in wanted:
            if word not in stored:
                model._default_manager.create(**{"event": self.instance, column: word})
