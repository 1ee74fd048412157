"""The screen of articles."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect

from events.actions.text_correction import update_passage_kinds
from events.admin.form_blocks import fieldset
from events.admin.forms import ChildForm, MultilineCharField, RecordForm
from events.admin.inlines import ChildTabularInline, ExternalIdInline
from events.admin.lists import count_column
from events.admin.pages import change_url, for_changing, model_admin_url
from events.admin.part_proposal import propose_parts_view
from events.admin.quote_suggestions import QuoteTextarea, ReadingPaneMedia, clean_quote
from events.admin.reading_pane import reading_pane_context, reading_view
from events.admin.record_admin import RecordAdmin
from events.admin.text_correction import correction_view
from events.models import Article, ArticleCredit, ArticlePart, Evidence, TextDefect
from events.rules.dates import DateError, EventDate
from events.rules.duplicate_keys import text_key, url_key

_MAX_DUPLICATES = 5
_DATE_TOLERANCE = timedelta(days=3)
_MAX_COMPARED = 300


def find_article_duplicates(article: Article) -> list[dict[str, Any]]:
    """Other articles with the same text or address, whoever may see them: each, why, and the URL of its form.

    The very same text is found wherever it is. A text that differs in spaces, quotation marks or case is
    searched among articles with the same title and among those of the days around, since reading all texts
    would take too long. Queries: 3.
    """
    others: QuerySet[Article] = Article.objects.exclude(pk=article.pk)
    duplicates: dict[int, dict[str, Any]] = {}

    def add(other: Article, why: str) -> None:
        duplicates.setdefault(other.pk, {"article": other, "why": why, "url": change_url(other)})

    if article.text.strip():
        digest = sha256(article.text.encode()).hexdigest()
        for other in others.defer("text").filter(sha256=digest)[:_MAX_DUPLICATES]:
            add(other, "its text is the very same")
        key = text_key(article.text)
        for other in others.filter(_similar_q(article)).order_by("-pk")[:_MAX_COMPARED]:
            if other.pk not in duplicates and text_key(other.text) == key:
                add(other, "its text is the same but for spaces, signs or case")
    key = url_key(article.url)
    if "/" in key or "?" in key:  # a host alone is no article's address
        place = key.partition("?")[0]
        addresses = others.filter(url__contains=place).values_list("pk", "url").iterator(chunk_size=2000)
        same = [pk for pk, url in addresses if url_key(url) == key][:_MAX_DUPLICATES]
        for other in others.defer("text").filter(pk__in=same):
            add(other, "its address is the same")
    return list(duplicates.values())[:_MAX_DUPLICATES]


def _similar_q(article: Article) -> Q:
    similar = Q(pk__in=[])
    if article.title:
        similar |= Q(title=article.title)
    try:
        bounds = EventDate.parse(article.date_edtf).bounds if article.date_edtf else None
    except DateError:
        bounds = None
    if bounds and timedelta(0) <= bounds.start_latest - bounds.start_earliest <= 2 * _DATE_TOLERANCE:
        first, last = bounds.start_earliest - _DATE_TOLERANCE, bounds.start_latest + _DATE_TOLERANCE
        similar |= Q(start_earliest__range=(first, last))
    return similar


class ArticleForm(RecordForm):
    """An article, whose text stays to the letter as it came."""

    different = forms.BooleanField(required=False, label="It is a different article")
    duplicates: Sequence[dict[str, Any]] = ()
    """Articles that it seems to be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            text: Any = self.fields["text"]
            text.strip = False
            text.widget = forms.Textarea(attrs={"rows": 20, "class": "vLargeTextField article-text"})

    def clean(self) -> dict[str, Any]:
        """Warn of an article that is here already. Queries: 3 where the text or the address is new."""
        cleaned = super().clean()
        if {"text", "url"} & set(self.changed_data):
            names = ("title", "date_edtf", "text", "url")
            values = {name: cleaned.get(name, getattr(self.instance, name)) or "" for name in names}
            self.duplicates = find_article_duplicates(Article(pk=self.instance.pk, **values))
        if self.duplicates and not cleaned.get("different"):
            self.add_error(None, "It seems to be here already; if it is a different article, say so above.")
        return cleaned


class DefectForm(ChildForm):
    """A defect; its words are enough, their place is found."""

    words = MultilineCharField(
        required=False,
        widget=QuoteTextarea,
        help_text="The words as they stand there, instead of start and end.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].required = self.fields["end"].required = False

    def clean(self) -> dict[str, Any]:
        """Find the words, or ask for their place. Raises: ValidationError."""
        cleaned = super().clean()
        start, end, words = cleaned.get("start"), cleaned.get("end"), cleaned.get("words")
        if words:
            article: Any = self.fields["article"]
            if self.instance.pk and "start" not in self.changed_data:
                cleaned["start"] = None
            if passage := clean_quote(self, "words", "", "start", given=article.parent_instance):
                _, cleaned["start"], cleaned["end"] = passage
        elif not self.errors and (start is None or end is None or start >= end):
            self.add_error("words", "Give the words, or start and end.")
        return cleaned


class PassageInline(ChildTabularInline):
    """Passages of the text."""

    def passage(self, obj: Any) -> str:
        """The words that stand there."""
        if not obj.pk or obj.start is None:
            return ""
        words = obj.article.text[obj.start : obj.end]
        return words if len(words) <= 160 else f"{words[:120]} … {words[-30:]}"


class ArticlePartInline(PassageInline):
    """Headline, captions, paragraphs."""

    model = ArticlePart
    fields = ["kind", "start", "end", "passage", "source_spans"]
    readonly_fields = ["passage"]
    verbose_name = "part"
    verbose_name_plural = "parts of the text"


class CreditInline(ChildTabularInline):
    """Whom it credits."""

    model = ArticleCredit
    fields = ["kind", "name"]
    verbose_name = "credit"


class DefectInline(PassageInline):
    """What is wrong in the text."""

    model = TextDefect
    form = DefectForm
    fields = ["kind", "words", "start", "end", "passage", "explanation"]
    readonly_fields = ["passage"]
    verbose_name = "defect"
    verbose_name_plural = "defects of the text"

    class Media(ReadingPaneMedia): ...


@admin.register(Article)
class ArticleAdmin(RecordAdmin):
    """Articles: as they were received, with the parts and defects of their text."""

    form = ArticleForm
    list_display = [
        *("what", "status", "missing", "outlet", "when", "quotations_held", "language", "access", "updated")
    ]
    list_filter = ["access", "language", "dataset"]
    quotations_held = count_column("quotations", "quotations")
    missing_labels = {
        "title": "no title",
        "outlet": "no outlet",
        "date_edtf": "no date",
        "parts": "no parts",
        "quotations": "nothing rests on it",
    }
    # Outlets are searched for rather than listed among the filters: there may be thousands.
    search_fields = ["slug", "title", "url", "text", "outlet__name", "external_ids__value"]
    ordering = ["-start_earliest", "slug"]
    autocomplete_fields = ["outlet"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["sha256", "bounds", "date_precision"]
    inlines = [ArticlePartInline, CreditInline, DefectInline, ExternalIdInline]
    features = [
        ("<int:object_id>/reading/", "reading", reading_view),
        ("<int:object_id>/parts/", "parts", for_changing(propose_parts_view)),
        ("<int:object_id>/text/", "text", for_changing(correction_view)),
    ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The form beside the text, with what can be done with the text."""
        obj = kwargs.get("obj")
        if obj and obj.text and self.has_change_permission(request, obj):
            context |= {"text_locked": is_text_locked(obj), "without_parts": not obj.parts.exists()}
        if obj and obj.text and not context["is_popup"]:
            context |= reading_pane_context([obj], obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the child rows; quotations note in which part of the text they stand."""
        super().save_related(request, form, formsets, change)
        if any(formset.model is ArticlePart and formset.has_changed() for formset in formsets):
            update_passage_kinds(form.instance)

    def response_after_save(self, request: HttpRequest, obj: Any, response: Any) -> Any:
        """After a new article: its parts are proposed, unless it has parts or another is to follow."""
        step_response = super().response_after_save(request, obj, response)
        match = request.resolver_match
        added = match is not None and str(match.url_name).endswith("_add")
        if step_response is not response or not added or {"_addanother", IS_POPUP_VAR} & request.POST.keys():
            return step_response
        if not obj.text.strip() or obj.parts.exists():
            return response
        return HttpResponseRedirect(model_admin_url(Article, "parts", obj.pk))

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The text can be changed here until something stands in it."""
        text = [] if obj and is_text_locked(obj) else [fieldset("Text", "text")]
        return [
            fieldset(
                "What",
                *("title", "slug", "outlet", "url", ("language", "translated_from", "access")),
                *("dateline", "byline"),
            ),
            fieldset("When", ("date_edtf", "date_precision"), "bounds", "date_basis", "date_source"),
            fieldset(
                "What the title and outlet rest on",
                *(("title_basis", "outlet_basis"), "basis_note"),
                classes="collapse",
            ),
            *text,
            fieldset("Where it came from", "source_file", "sha256", classes="collapse"),
            *super().get_fieldsets(request, obj),
        ]


def is_text_locked(article: Article) -> bool:
    """Whether something stands in the text, so that it is corrected with everything in it. Queries: 1."""
    has_passages = Q()
    for model in (Evidence, ArticlePart, TextDefect):
        has_passages |= Q(Exists(model._base_manager.filter(article=OuterRef("pk"))))
    return Article.objects.filter(has_passages, pk=article.pk).exists()
