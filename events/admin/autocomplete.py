"""Fields that choose among many records: searched as one types, their labels read once for a page."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR, BaseModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.db.models import Model
from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events import search
from events.admin.date_text import EdtfInput
from events.admin.errors import Message
from events.admin.forms import MultilineCharField
from events.admin.labels import LabelLoader, full_label
from events.admin.lists import contains_q, search_rows, startswith_q
from events.admin.pages import model_admin_url
from events.admin.quote_suggestions import SourceArticles
from events.duplicates import Namesake
from events.entry_checks import RecordProblem
from events.models import Event
from events.models.fields import EdtfField


class FormPage:
    """One page of a form while it is built, checked, saved and shown; `TrackedAdmin.for_request` makes it."""

    def __init__(self, site: AdminSite, request: HttpRequest) -> None:
        self.request = request
        self.labels = LabelLoader(site, request)
        """The labels of all records that the fields of the page name."""
        self.errors: list[Message] = []
        """Why the change was refused; the form shows it."""
        self.doubts: list[RecordProblem] = []
        """Doubtful values that it was refused for."""
        self.namesakes: list[Namesake] = []
        """Records of a near name."""
        self.saved_row: Model | None = None
        """The row that the request saved."""
        self.pending_messages: list[Callable[[], None]] | None = None
        """The messages of a change that is not committed yet; none while no change runs."""
        self.support_choices: list[Any] | None = None
        """What a quotation of the event can support, once the page has read it."""
        self._sources: SourceArticles | None = None

    def sources(self, record: Any) -> SourceArticles | None:
        """The articles that report the event of the page; none on the page of another kind of record."""
        if record is not None and not isinstance(record, Event):
            return None
        if self._sources is None:
            self._sources = SourceArticles(self.request, record)
        return self._sources


_LIST_ONLY_FIELDS = {"summary", "text", "description", "evidence__quote"}
"""What lists search and fields that choose do not: an answer is expected while one types."""


class LabelledAutocomplete(AutocompleteMixin):
    """Django's autocomplete, with labels that tell records apart and one query for all on a page."""

    def __init__(self, field: Any, site: admin.AdminSite, labels: LabelLoader, attrs: Any = None) -> None:
        super().__init__(field, site, attrs)
        self.labels = labels

    @property
    def model(self) -> type[models.Model]:
        """The model of the records to choose from."""
        model: type[models.Model] = self.field.remote_field.model
        return model

    def get_url(self) -> str:
        """The address that answers what is typed."""
        return model_admin_url(self.model, "choose")

    def optgroups(self, name: str, value: Sequence[Any], attr: Any = None) -> Any:
        """The chosen records, as options."""
        widget: Any = self
        options = []
        if not widget.is_required and not widget.allow_multiple_selected:
            options.append(widget.create_option(name, "", "", False, 0))
        for key, text in self.labels.of(self.model, [key for key in value if key not in (None, "")]):
            options.append(widget.create_option(name, key, text, True, len(options)))
        return [(None, options, 0)]


class RecordSelect(LabelledAutocomplete, AutocompleteSelect):
    """Choose one."""


class RecordSelectMultiple(LabelledAutocomplete, AutocompleteSelectMultiple):
    """Choose several."""


class RelatedRecordWrapper(RelatedFieldWidgetWrapper):
    """Django's field that chooses a record, with links that add another and open the chosen one alone."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field and its links, without a template for each."""
        options = self.rel.model._meta
        info = (options.app_label, str(options.model_name))
        parts = [self.widget.render(name, value, attrs, renderer)]
        if self.can_add_related:
            query = f"{TO_FIELD_VAR}={self.rel.get_related_field().name}&{IS_POPUP_VAR}=1"
            address = {"href": f"{self.get_related_url(info, 'add')}?{query}", "data-popup": "yes"}
            parts.append(_related_link("add", f"Add another {options.verbose_name}", name, address))
        if self.can_view_related:
            url = self.get_related_url(info, "change", "__fk__")
            # In a window of its own: this one holds what is being typed.
            address = {"data-href-template": url, "target": "_blank", "rel": "opener"}
            parts.append(_related_link("view", f"Open the chosen {options.verbose_name}", name, address))
        wrapper = '<div class="related-widget-wrapper" data-model-ref="{}">{}</div>'
        return format_html(wrapper, options.model_name, SafeString("".join(parts)))


def _related_link(kind: str, title: str, field: str, attributes: dict[str, str]) -> SafeString:
    """A link with a picture beside a field that chooses a record."""
    return format_html(
        '<a class="related-widget-wrapper-link {0}-related" id="{0}_id_{1}" title="{2}"{3}>'
        '<img src="{4}" alt="" width="24" height="24"></a>',
        *(kind, field, title, flatatt(attributes), static(f"admin/img/icon-{kind}link.svg")),
    )


class AutocompleteView(AutocompleteJsonView):
    """Answers what is typed with labels that tell records apart.

    Those whose id or name begins so come first, from an index; only where these do not fill a page is the
    text of the others searched, and then near names. Queries: at most 9, none of which counts all matches,
    and 2 for each word.
    """

    term: str
    model_admin: Any
    source_field: Any
    paginate_by: int = 20

    def get_queryset(self) -> Any:
        """The matches up to the first one of the next page."""
        page = self.request.GET.get("page", "")
        limit = self.paginate_by * max(int(page) if page.isdecimal() and len(page) < 4 else 1, 1) + 1
        rows = self.model_admin.get_queryset(self.request)
        rows = rows.complex_filter(self.source_field.get_limit_choices_to())
        if not self.term.strip():
            return list(rows.order_by("-pk")[:limit])  # the newest: a key gives them at once
        fields = {*self.model_admin.all_search_fields(self.request)} - _LIST_ONLY_FIELDS
        matches: list[Any] = []
        if starts := startswith_q(rows.model, sorted(fields), self.term):
            matches += rows.filter(starts).order_by(*self.model_admin.get_ordering(self.request))[:limit]
        if len(matches) < limit and (contains := contains_q(rows.model, sorted(fields), self.term)):
            others = rows.filter(contains).exclude(pk__in=[row.pk for row in matches])
            matches += others.order_by("-pk")[: limit - len(matches)]
        if len(matches) < limit:
            near = search.find_by_words(getattr(rows.model, "COLLECTION", None), self.term)
            others = rows.filter(pk__in=near).exclude(pk__in=[row.pk for row in matches])
            matches += others.order_by("-pk")[: limit - len(matches)]
        return matches

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        """One answer."""
        return {"id": str(getattr(obj, to_field_name)), "text": full_label(obj)}


def autocomplete_view(modeladmin: Any, request: HttpRequest) -> HttpResponse:
    """Answer what is typed into a field that chooses a record of this model."""
    response: Any = AutocompleteView.as_view(admin_site=modeladmin.admin_site)(request)
    return response


class AutocompleteAdmin(BaseModelAdmin):
    """A form whose autocomplete fields are of these kinds, and whose long texts keep their line ends."""

    page: FormPage | None = None
    """The state of the page, on an object that serves one request alone."""

    @property
    def form_page(self) -> FormPage:
        """The state of the page that this object makes."""
        assert self.page is not None
        return self.page

    formfield_overrides = {
        EdtfField: {"widget": EdtfInput},
        models.TextField: {
            "form_class": MultilineCharField,
            "widget": AdminTextareaWidget({"rows": 3}),
        },
        models.JSONField: {"widget": AdminTextareaWidget({"rows": 1})},
        models.URLField: {"assume_scheme": "https"},
    }

    def all_search_fields(self, request: HttpRequest) -> list[str]:
        """The search fields, and any spelling of a name."""
        fields = [*self.get_search_fields(request)]  # type: ignore[attr-defined]
        names = {relation.name for relation in self.model._meta.related_objects}
        return [*fields, "names__key_name"] if "names" in names else fields

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """The rows of a list that match a search. Queries: 1."""
        return search_rows(queryset, self.all_search_fields(request), search_term), False

    def response_add(self, request: HttpRequest, obj: models.Model, *args: Any, **kwargs: Any) -> Any:
        """After adding; a popup hands back what fields call the new record."""
        response = super().response_add(request, obj, *args, **kwargs)  # type: ignore[misc]
        context: Any = getattr(response, "context_data", None) or {}
        if "popup_response_data" in context:
            data = json.loads(context["popup_response_data"])
            context["popup_response_data"] = json.dumps(data | {"obj": full_label(obj)})
        return response

    def formfield_for_dbfield(
        self, db_field: models.Field, request: Any, **kwargs: Any
    ) -> forms.Field | None:
        """A field; one that chooses records searches as one types, with links that add and open one."""
        if db_field.name in self.get_autocomplete_fields(request):
            select = RecordSelectMultiple if db_field.many_to_many else RecordSelect
            kwargs["widget"] = select(db_field, self.admin_site, self.form_page.labels)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(widget := getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            links = {name: getattr(widget, name) for name in ("can_add_related", "can_view_related")}
            field.widget = RelatedRecordWrapper(widget.widget, widget.rel, widget.admin_site, **links)
        return field
