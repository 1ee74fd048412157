"""Fields that choose among many records: searched as one types, their labels read once for a page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from events.admin.forms import Words
from events.admin.labels import Labels, label, labels_of


class Choosing(AutocompleteMixin):
    """Django's autocomplete, with labels that tell records apart and one query for all on a page."""

    labels: Labels

    def __init__(self, field: Any, site: admin.AdminSite, labels: Labels, attrs: Any = None) -> None:
        super().__init__(field, site, attrs)
        self.labels = labels

    @property
    def model(self) -> type[models.Model]:
        """What is chosen."""
        chosen: type[models.Model] = self.field.remote_field.model
        return chosen

    def get_url(self) -> str:
        """The address that answers what is typed."""
        options = self.model._meta
        return reverse(f"{self.admin_site.name}:{options.app_label}_{options.model_name}_choose")

    def optgroups(self, name: str, value: Sequence[Any], attr: Any = None) -> Any:
        """The chosen ones, as options."""
        widget: Any = self
        options = []
        if not widget.is_required and not widget.allow_multiple_selected:
            options.append(widget.create_option(name, "", "", False, 0))
        for key, text in self.labels.of(self.model, [one for one in value if one not in (None, "")]):
            options.append(widget.create_option(name, key, text, True, len(options)))
        return [(None, options, 0)]


class Choose(Choosing, AutocompleteSelect):
    """Choose one."""


class ChooseMany(Choosing, AutocompleteSelectMultiple):
    """Choose several."""


class ChooseView(AutocompleteJsonView):
    """Answers what is typed with labels that tell records apart."""

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        """One answer."""
        return {"id": str(getattr(obj, to_field_name)), "text": label(obj)}


class ChoosingAdmin(BaseModelAdmin):
    """A form whose autocomplete fields are of these kinds, and whose long texts keep their line ends."""

    formfield_overrides = {
        models.TextField: {
            "form_class": Words,
            "widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        },
        models.JSONField: {"widget": forms.Textarea(attrs={"rows": 1, "class": "vLargeTextField"})},
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_dbfield(
        self, db_field: models.Field, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        """A field; beside one that chooses a record: add another and look at it, no more."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(widget := getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            widget.can_change_related = widget.can_delete_related = False
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """A field for one record."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Choose(db_field, self.admin_site, labels_of(self.admin_site, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        """A field for several records."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChooseMany(db_field, self.admin_site, labels_of(self.admin_site, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)
