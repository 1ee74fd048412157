"""The screen of articles."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from events.actions import update_passage_kinds
from events.admin.article_duplicates import ArticleDuplicate, find_article_duplicates
from events.admin.child_inlines import ChildTabularInline
from events.admin.date_text import bounds_sentence
from events.admin.external_id_inlines import ArticleIdInline
from events.admin.forms import ChildForm, MultilineCharField, RecordForm
from events.admin.missing_filter import MissingFilter
from events.admin.part_proposal import propose_parts_view
from events.admin.quote_suggestions import READING_PANE_CSS, READING_PANE_JS, QuoteTextarea, clean_quote
from events.admin.reading_pane import annotated_articles
from events.admin.record_admin import RecordAdmin
from events.admin.record_list import RecordListAdmin
from events.admin.text_correction import correction_view
from events.models import Article, ArticleCredit, ArticlePart, Evidence, TextDefect


class ArticleForm(RecordForm):
    """An article, whose text stays to the letter as it came."""

    different = forms.BooleanField(required=False, label="It is a different article")
    duplicates: Sequence[ArticleDuplicate] = ()
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
            given = {name: cleaned.get(name, getattr(self.instance, name)) or "" for name in names}
            self.duplicates = find_article_duplicates(Article(pk=self.instance.pk, **given))
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
            if found := clean_quote(self, "words", "", "start", given=article.parent_instance):
                _, cleaned["start"], cleaned["end"] = found
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
    verbose_name_plural = "credits"


class DefectInline(PassageInline):
    """What is wrong in the text."""

    model = TextDefect
    form = DefectForm
    fields = ["kind", "words", "start", "end", "passage", "explanation"]
    readonly_fields = ["passage"]
    verbose_name = "defect"
    verbose_name_plural = "defects of the text"

    class Media:
        css = READING_PANE_CSS
        js = READING_PANE_JS


@admin.register(Article)
class ArticleAdmin(RecordListAdmin, RecordAdmin):
    """Articles: as they were received, with the parts and defects of their text."""

    form = ArticleForm
    list_display = [
        "what",
        "status",
        "missing",
        "outlet",
        "when",
        "quotations_held",
        "language",
        "access",
        "updated",
    ]
    list_filter = ["review_status", MissingFilter, "access", "language", "dataset"]
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
    inlines = [ArticlePartInline, CreditInline, DefectInline, ArticleIdInline]

    def get_urls(self) -> list[URLPattern]:
        """Three more: the text to be read beside another form, its parts proposed, and its correction."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            ("reading", self.reading_view),
            ("parts", self._require_change_permission(propose_parts_view)),
            ("text", self._require_change_permission(correction_view)),
        ]
        urls = [
            path(f"<int:object_id>/{word}/", self.admin_site.admin_view(view), name=f"{name}_{word}")
            for word, view in own
        ]
        return [*urls, *super().get_urls()]

    def _require_change_permission(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """The view of an article that the user may change."""

        def checked(request: HttpRequest, object_id: int) -> HttpResponse:
            article = self.get_object(request, str(object_id))
            if article is None:
                return HttpResponseRedirect(reverse("admin:events_article_changelist"))
            if not self.has_change_permission(request, article):
                raise PermissionDenied
            return view(self, request, article)

        return checked

    def reading_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The text alone, for a form whose sources it was just added to."""
        article = self.get_object(request, str(object_id))
        if article is None or not self.has_view_permission(request, article):
            raise PermissionDenied
        reading = annotated_articles([article], None)[0]
        return render(request, "events/reading_pane_article.html", {"reading": reading, "opened": True})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The form, with what can be done with its text."""
        article = kwargs.get("obj")
        if article and article.text and self.has_change_permission(request, article):
            context["text_locked"] = is_text_locked(article)
            context["without_parts"] = not article.parts.exists()
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the parts; quotations note which of them they stand in."""
        super().save_related(request, form, formsets, change)
        if any(formset.model is ArticlePart and formset.has_changed() for formset in formsets):
            update_passage_kinds(form.instance)

    def response_after_save(self, request: HttpRequest, obj: Any, response: Any) -> Any:
        """After a new article: its parts are proposed, unless it has some or another is to follow."""
        answer = super().response_after_save(request, obj, response)
        match = request.resolver_match
        added = match is not None and str(match.url_name).endswith("_add")
        if answer is not response or not added or {"_addanother", IS_POPUP_VAR} & request.POST.keys():
            return answer
        if not obj.text.strip() or obj.parts.exists():
            return answer
        return HttpResponseRedirect(reverse("admin:events_article_parts", args=[obj.pk]))

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The text can be changed here until something stands in it."""
        what = [
            "title",
            "slug",
            "outlet",
            "url",
            ("language", "translated_from", "access"),
            "dateline",
            "byline",
        ]
        own = [
            ("What", {"fields": what}),
            ("When", {"fields": [("date_edtf", "date_precision"), "bounds", "date_basis", "date_source"]}),
            (
                "What the title and outlet rest on",
                {"classes": ["collapse"], "fields": [("title_basis", "outlet_basis"), "basis_note"]},
            ),
            *([] if obj and is_text_locked(obj) else [("Text", {"fields": ["text"]})]),
            ("Where it came from", {"classes": ["collapse"], "fields": ["source_file", "sha256"]}),
        ]
        return [*own, *super().get_fieldsets(request, obj)]

    @admin.display(description="bounds")
    def bounds(self, obj: Article) -> str:
        """When it was published, in words."""
        return bounds_sentence(obj) if obj.pk else ""


def is_text_locked(article: Article) -> bool:
    """Whether something stands in the text, so that it is corrected with everything in it. Queries: 1."""
    standing = Q()
    for model in (Evidence, ArticlePart, TextDefect):
        standing |= Q(Exists(model._base_manager.filter(article=OuterRef("pk"))))
    return Article.objects.filter(standing, pk=article.pk).exists()
