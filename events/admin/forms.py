"""What the forms of records and of their child rows have in common."""

import re
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from events.choices import Collection, Voice
from events.models.record import AggregateMember, Record, record_models

_REVISION_TOKEN = re.compile(r"(\w+)/(\d+):(\d+)")


def normalize_text(text: Any) -> str:
    """A text as it is compared: browsers change line ends, and fields strip the space around."""
    return str(text or "").replace("\r\n", "\n").strip()


class MultilineCharField(forms.CharField):
    """Text of several lines, whose line ends stay as they are stored."""

    def to_python(self, value: Any) -> str:
        """Undo what browsers do to line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether more than line ends and outer space differ."""
        return normalize_text(initial) != normalize_text(data)


def revision_token(row: AggregateMember) -> str:
    """The revisions that a form was read at: `events/12:5` for each record that the row belongs to."""
    if isinstance(row, Record):
        return f"{row.COLLECTION.value}/{row.pk}:{row.version}"
    tokens = []
    for model, pk in row.owners():
        assert issubclass(model, Record)
        revision = model._base_manager.values_list("version", flat=True).get(pk=pk)
        tokens.append(f"{model.COLLECTION.value}/{pk}:{revision}")
    return " ".join(sorted(set(tokens)))


def revision_tokens(rows: models.QuerySet[Any]) -> str:
    """The same of many rows of one kind. Queries: 1 for each kind of record that they belong to."""
    tokens: set[str] = set()
    for path, model in rows.model.owner_paths():
        pks = rows.order_by().exclude(**{path: None}).values(path)
        revisions = model._base_manager.filter(pk__in=pks).values_list("pk", "version")
        tokens |= {f"{model.COLLECTION.value}/{pk}:{revision}" for pk, revision in revisions}
    return " ".join(sorted(tokens))


def expected_revisions(request: HttpRequest) -> dict[Record, int]:
    """The records that a posted form was made from, with their revisions then: `read_at` read back."""
    return parse_revision_tokens(request.POST.get("read_at", ""))


def parse_revision_tokens(read_at: str) -> dict[Record, int]:
    """The records that it names, with their revisions."""
    revisions: dict[Record, int] = {}
    for token in read_at.split():
        match = _REVISION_TOKEN.fullmatch(token)
        if match and match[1] in Collection.values:
            model: Any = record_models()[Collection(match[1])]
            revisions[model(pk=int(match[2]))] = int(match[3])
    return revisions


class TextPreservingForm(forms.ModelForm):
    """A form that leaves untouched text as it is stored and asks for all labels at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget: Any = getattr(field.widget, "widget", field.widget)  # inside Django's add-another links
            if labels := getattr(widget, "labels", None):
                value = self[name].value()
                labels.add_keys(widget.model, value if isinstance(value, list | tuple) else [value])

    def clean(self) -> dict[str, Any]:
        """Put back what only seems to differ; a speaker makes an untouched voice attributed."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("by") and cleaned.get("voice") == Voice.ARTICLE and "voice" not in self.changed_data:
            cleaned["voice"] = Voice.ATTRIBUTED
        for name, field in self.fields.items():
            if isinstance(field, MultilineCharField) and cleaned.get(name):
                initial = self.get_initial_for_field(field, name)
                if initial and not field.has_changed(initial, cleaned[name]):
                    cleaned[name] = initial
        return cleaned


class RecordForm(TextPreservingForm):
    """A record, why it is changed, and the revision that the form was made from."""

    save_errors: ClassVar[list[str | SafeString]] = []
    """Why the change was refused; set for the request that shows it."""

    change_reason = forms.CharField(
        label="Why",
        required=False,
        max_length=1000,
        widget=AdminTextInputWidget,
        help_text="The reason for this change; kept in the history, never public.",
    )
    read_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["read_at"] = revision_token(self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuse the form for the reasons why its change was refused. Raises: ValidationError."""
        cleaned = super().clean()
        if self.save_errors:
            raise ValidationError([ValidationError(sentence) for sentence in self.save_errors])
        if self.instance.pk and not cleaned.get("read_at"):
            raise ValidationError("This form does not say which revision it was read at; open it again.")
        return cleaned


class ChildForm(TextPreservingForm):
    """A child row of a record; one that nobody touched is neither read again nor checked again."""

    def full_clean(self) -> None:
        """Check what was changed."""
        is_untouched = self.is_bound and self.instance.pk and not self.has_changed()
        self.empty_permitted = self.empty_permitted or bool(is_untouched)
        super().full_clean()
        if is_untouched:
            fields = self.fields.items()
            self.cleaned_data = {name: self.get_initial_for_field(field, name) for name, field in fields}


class ChildFormSet(forms.BaseInlineFormSet):
    """The child rows of one kind of a record."""

    exclusive_flag = exclusive_flag_error = ""
    """Those of the inline."""

    @cached_property
    def empty_form(self) -> Any:
        """The form that new rows are copied from, made once for a page."""
        return super().empty_form

    def clean(self) -> None:
        """Refuse a flag that two rows carry. Raises: ValidationError."""
        super().clean()
        kept_forms = [form for form in self.forms if form not in self.deleted_forms]
        bearers = [form for form in kept_forms if getattr(form, "cleaned_data", {}).get(self.exclusive_flag)]
        if self.exclusive_flag_error and len(bearers) > 1:
            raise ValidationError(self.exclusive_flag_error)

    def save_existing_objects(self, commit: bool = True) -> list[models.Model]:
        """Write the rows; a flag leaves its old bearer first, so that another can take it."""
        bearers = [
            form.instance.pk for form in self.initial_forms if self.exclusive_flag in form.changed_data
        ]
        if bearers and commit:
            model: Any = self.get_queryset().model
            model._default_manager.filter(pk__in=bearers).update(**{self.exclusive_flag: False})
        rows: list[models.Model] = super().save_existing_objects(commit)
        return rows
