"""Child rows inside the form of their record, and quotations, whose place in the article is found."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.db import models
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from events.admin.autocomplete import AutocompleteAdmin, RecordSelect
from events.admin.fast_renderer import FAST_RENDERER
from events.admin.form_blocks import ATTRIBUTION_FIELDSET, KEY_FIELDSET, QUOTATION_FIELDSET, fieldset
from events.admin.forms import ChildForm, ChildFormSet, MultilineCharField
from events.admin.quote_suggestions import (
    QuoteTextarea,
    ReadingPaneMedia,
    SourceArticles,
    clean_quote,
)
from events.changes import MAX_CHILDREN
from events.choices import Supports
from events.models import ActorName, Article, Event, Evidence, ExternalId, LocationName
from events.models.evidence import EVENT_CHILD_FIELDS, SUPPORTED_MODELS


class ChildInline(AutocompleteAdmin):
    """The child rows of one kind, inside the form of their record."""

    form: Any = ChildForm
    formset: Any = ChildFormSet
    extra = 0
    max_num: Any = MAX_CHILDREN
    collapse_when_empty = False
    """Whether few records have such rows, so that an empty block stays folded."""
    exclusive_flag = ""
    """A flag that moves from row to row; the formset sees to it."""
    exclusive_flag_error = ""
    """The error where two rows of one record carry it; empty where they may."""
    select_related_fields: Sequence[str] = ()
    """What is read along with the rows, so that no row asks for it by itself."""

    class Media:
        css = {"all": ["events/form.css"]}
        js = ["events/form.js"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset, which refuses more rows than fit one record and is rendered fast."""
        formset = super().get_formset(request, obj, **kwargs, validate_max=True)  # type: ignore[misc]
        # A number that says more makes no rows: Django would build a thousand beyond the limit.
        formset.absolute_max = formset.max_num
        formset.form.default_renderer = FAST_RENDERER
        formset.exclusive_flag, formset.exclusive_flag_error = self.exclusive_flag, self.exclusive_flag_error
        return formset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The rows with what their fields show. Queries: 1, and 1 for each list."""
        rows = super().get_queryset(request).select_related(*self.select_related_fields)
        return rows.prefetch_related(*(field.name for field in self.model._meta.many_to_many))

    def line(self, row: Any) -> str:
        """The row in a line, as it is read when its fields are folded away."""
        return str(row)


class ChildTabularInline(ChildInline, admin.TabularInline):
    """Rows of few fields, one a line."""

    template = "admin/events/edit_inline/tabular.html"


class _NameInline(ChildTabularInline):
    fields = ["name", "kind", "language", "script", "articles"]
    autocomplete_fields = ["articles"]
    verbose_name = "name"
    verbose_name_plural = "names and spellings"


class ActorNameInline(_NameInline):
    """The spellings of an actor's name."""

    model = ActorName


class LocationNameInline(_NameInline):
    """The spellings of a place's name."""

    model = LocationName


class ExternalIdInline(ChildTabularInline):
    """The ids of a record in other databases."""

    model = ExternalId
    fields = ["scheme", "value"]
    collapse_when_empty = True
    verbose_name = "id elsewhere"
    verbose_name_plural = "ids in other databases"


_SELECT_RELATED = {"participation": ["actor"], "place": ["location"], "relation": ["other"]}


class QuotationForm(ChildForm):
    """A quotation: the words, and the article unless the words stand in one source of the event."""

    sources: ClassVar[SourceArticles | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "quote" in self.fields:
            self.fields["quote"].widget = QuoteTextarea(self.fields["quote"].widget.attrs)
        for name in ("article", "start"):
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Find the words in their article. Raises: ValidationError."""
        cleaned = super().clean()
        words = cleaned.get("quote")
        if not words or "article" in self.errors or "start" in self.errors:
            return cleaned
        moved = self.instance.pk and {"quote", "article"} & set(self.changed_data)
        if moved and "start" not in self.changed_data:
            cleaned["start"] = None
        if passage := clean_quote(self, "quote", "article", "start", self.sources):
            cleaned["article"], cleaned["start"], self.instance.end = passage
        return cleaned

    def _post_clean(self) -> None:
        for name in EVENT_CHILD_FIELDS:
            child = getattr(self.instance, name) if getattr(self.instance, f"{name}_id") else None
            if child is not None:  # on the screen of a child of an event, the event is that event
                self.instance.event_id = child.event_id
        if not self.errors:  # else the model's own checks would only repeat what is wrong
            super()._post_clean()  # type: ignore[misc]


class EventQuotationForm(QuotationForm):
    """A quotation that supports an event itself, or one of its child rows."""

    supports_what = forms.ChoiceField(label="Supports", choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quotation = self.instance
        children = [f"{name}:{pk}" for name in EVENT_CHILD_FIELDS if (pk := getattr(quotation, f"{name}_id"))]
        self.initial["supports_what"] = children[0] if children else quotation.supports

    def clean(self) -> dict[str, Any]:
        """Set what it supports. Raises: ValidationError."""
        cleaned = super().clean()
        if "supports_what" in self.changed_data and (chosen := cleaned.get("supports_what")):
            kind, _, pk = chosen.partition(":")
            for name in EVENT_CHILD_FIELDS:
                setattr(self.instance, f"{name}_id", int(pk) if name == kind else None)
            self.instance.supports = Supports.PART if pk else kind
        return cleaned


def _support_choices(event: Event | None) -> list[Any]:
    """What a quotation of the event can support, in groups. Queries: 1 for each kind of child."""
    itself = [(target.value, target.label) for target in Supports if target != Supports.PART]
    groups: list[Any] = [("The event itself", itself)]
    for name in EVENT_CHILD_FIELDS if event else ():
        model: Any = Evidence._meta.get_field(name).related_model
        rows = model.objects.filter(event=event).select_related(*_SELECT_RELATED.get(name, []))
        if choices := [(f"{name}:{row.pk}", Truncator(row).chars(70)) for row in rows]:
            groups.append((str(model._meta.verbose_name_plural).capitalize(), choices))
    return groups


class QuotationInline(ChildTabularInline):
    """The quotations that a claim, an affiliation or a child of an event rests on."""

    model = Evidence
    form = QuotationForm
    fields = ["quote", "article", "start", "part"]
    readonly_fields = ["part"]
    autocomplete_fields = ["article"]
    verbose_name = "quotation"

    class Media(ReadingPaneMedia): ...

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset, which searches the sources of the event for the words."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.sources = self.form_page.sources(obj) if self.fk_name == "event" else None
        return formset


class EventQuotationInline(QuotationInline):
    """All quotations that an event rests on."""

    form = EventQuotationForm
    fk_name = "event"
    fields = ["supports_what", "quote", "article", "start", "part"]
    verbose_name_plural = "evidence: quotations for the event and its parts"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset; what can be supported is read once for the page."""
        formset, page = super().get_formset(request, obj, **kwargs), self.form_page
        if page.support_choices is None:
            page.support_choices = _support_choices(obj)
        supports_what = forms.ChoiceField(label="Supports", choices=page.support_choices)
        formset.form.base_fields["supports_what"] = supports_what
        return formset


class QuotedChildForm(ChildForm):
    """A child row to which a quotation can be added in the same step."""

    sources: ClassVar[SourceArticles | None] = None
    located_quote: tuple[Article, int, int] | None = None

    quote_text = MultilineCharField(
        label="Quotation",
        required=False,
        widget=QuoteTextarea,
        help_text="Words of the article that show it, verbatim; their place is found.",
    )
    quote_article = forms.ModelChoiceField(
        Article.objects.all(),
        label="Article",
        required=False,
        help_text="May stay empty where the words stand in one of the event's sources.",
    )
    quote_start = forms.IntegerField(
        label="Start",
        required=False,
        min_value=0,
        widget=AdminIntegerFieldWidget,
        help_text="Only where the words stand more than once in the article.",
    )

    def clean(self) -> dict[str, Any]:
        """Find the words of the quotation. Raises: ValidationError."""
        cleaned = super().clean()
        if cleaned.get("quote_text") and "quote_start" not in self.errors:
            self.located_quote = clean_quote(self, "quote_text", "quote_article", "quote_start", self.sources)
        return cleaned

    def save_quotation(self) -> None:
        """Write the quotation, once the row is written."""
        if self.located_quote:
            article, start, end = self.located_quote
            kind = {model: kind for kind, model in SUPPORTED_MODELS.items()}[type(self.instance).__name__]
            columns = {"event": self.instance.event} if kind in EVENT_CHILD_FIELDS else {}
            words = article.text[start:end]
            quotation = Evidence(article=article, start=start, end=end, quote=words, **columns)
            setattr(quotation, kind, self.instance)
            quotation.save()


class QuotedInline(ChildInline, admin.StackedInline):
    """Child rows that rest on quotations, which are shown, and to which another can be added."""

    template = "admin/events/edit_inline/stacked.html"
    form = QuotedChildForm
    readonly_fields = ["quotations"]
    show_change_link = True
    rests_on_quotations = True
    key_fieldset = KEY_FIELDSET
    child_fields: ClassVar[Sequence[Any]] = ()
    """The fields of the row itself."""

    class Media(ReadingPaneMedia): ...

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset, with a field for the article of a new quotation."""
        formset = super().get_formset(request, obj, **kwargs)
        source: Any = Evidence._meta.get_field("article")
        field = formset.form.base_fields["quote_article"] = copy(formset.form.base_fields["quote_article"])
        field.widget = RecordSelect(source, self.admin_site, self.form_page.labels)
        formset.form.sources = self.form_page.sources(obj)
        return formset

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields of the row, a new quotation, who says so, and the key."""
        own = fieldset(None, *self.child_fields, "quotations")
        return [own, QUOTATION_FIELDSET, ATTRIBUTION_FIELDSET, self.key_fieldset]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The rows with their quotations. Queries: 1 more."""
        quotations = Evidence.objects.select_related("article").defer("article__text")
        return super().get_queryset(request).prefetch_related(Prefetch("evidence", quotations))

    def quotations(self, obj: Any) -> SafeString | str:
        """The quotations that the row rests on, each with its article."""
        quotations = obj.evidence.all() if obj.pk else []
        if not quotations:
            return "none yet" if obj.pk else ""
        lines = format_html_join(
            "",
            '<li><q>{}</q> <span class="quiet">{}{}</span></li>',
            ((row.quote, row.article, f", {row.part}" if row.part else "") for row in quotations),
        )
        return format_html('<ul class="quotations">{}</ul>', lines)
