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

from events.actions import renew_passages
from events.admin.correction import correction_view
from events.admin.duplicates import Duplicate, duplicates_of
from events.admin.external_id import ArticleIdInline
from events.admin.filters import MissingFilter
from events.admin.forms import PartForm, RecordForm, Words
from events.admin.inline import RowInline
from events.admin.listing import ListedAdmin
from events.admin.offers import READING_CSS, READING_JS, QuoteArea, find_words
from events.admin.proposal import proposal_view
from events.admin.reading import readings
from events.admin.record import RecordAdmin
from events.admin.words import bounds_in_words
from events.models import Article, ArticleCredit, ArticlePart, Evidence, TextDefect


class ArticleForm(RecordForm):
    """An article, whose text stays to the letter as it came."""

    different = forms.BooleanField(required=False, label="It is a different article")
    duplicates: Sequence[Duplicate] = ()
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
            self.duplicates = duplicates_of(Article(pk=self.instance.pk, **given))
        if self.duplicates and not cleaned.get("different"):
            self.add_error(None, "It seems to be here already; if it is a different article, say so above.")
        return cleaned


class DefectForm(PartForm):
    """A defect; its words are enough, their place is found."""

    words = Words(
        required=False,
        widget=QuoteArea,
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
            if found := find_words(self, "words", "", "start", given=article.parent_instance):
                _, cleaned["start"], cleaned["end"] = found
        elif not self.errors and (start is None or end is None or start >= end):
            self.add_error("words", "Give the words, or start and end.")
        return cleaned


class PassageInline(RowInline):
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


class CreditInline(RowInline):
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
        css = READING_CSS
        js = READING_JS


@admin.register(Article)
class ArticleAdmin(ListedAdmin, RecordAdmin):
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
    needs = {
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
            ("parts", self._of_changeable(proposal_view)),
            ("text", self._of_changeable(correction_view)),
        ]
        urls = [
            path(f"<int:object_id>/{word}/", self.admin_site.admin_view(view), name=f"{name}_{word}")
            for word, view in own
        ]
        return [*urls, *super().get_urls()]

    def _of_changeable(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
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
        reading = readings([article], None)[0]
        return render(request, "events/reading_article.html", {"reading": reading, "opened": True})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The form, with what can be done with its text."""
        article = kwargs.get("obj")
        if article and article.text and self.has_change_permission(request, article):
            context["text_locked"] = is_locked(article)
            context["without_parts"] = not article.parts.exists()
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the parts; quotations note which of them they stand in."""
        super().save_related(request, form, formsets, change)
        if any(formset.model is ArticlePart and formset.has_changed() for formset in formsets):
            renew_passages(form.instance)

    def response_saved(self, request: HttpRequest, obj: Any, response: Any) -> Any:
        """After a new article: its parts are proposed, unless it has some or another is to follow."""
        answer = super().response_saved(request, obj, response)
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
            *([] if obj and is_locked(obj) else [("Text", {"fields": ["text"]})]),
            ("Where it came from", {"classes": ["collapse"], "fields": ["source_file", "sha256"]}),
        ]
        return [*own, *super().get_fieldsets(request, obj)]

    @admin.display(description="bounds")
    def bounds(self, obj: Article) -> str:
        """When it was published, in words."""
        return bounds_in_words(obj) if obj.pk else ""


def is_locked(article: Article) -> bool:
    """Whether something stands in the text, so that it is corrected with everything in it. Queries: 1."""
    standing = Q()
    for model in (Evidence, ArticlePart, TextDefect):
        standing |= Q(Exists(model._base_manager.filter(article=OuterRef("pk"))))
    return Article.objects.filter(standing, pk=article.pk).exists()
