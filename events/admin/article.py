"""The screen of articles."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.admin.external_id import ArticleIdInline
from events.admin.forms import PartForm, RecordForm, Words
from events.admin.inline import RowInline
from events.admin.quotations import locate
from events.admin.record import RecordAdmin
from events.admin.words import bounds_in_words
from events.models import Article, ArticleCredit, ArticlePart, TextDefect


class ArticleForm(RecordForm):
    """An article, whose text stays to the letter as it came."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            text: Any = self.fields["text"]
            text.strip = False
            text.widget = forms.Textarea(attrs={"rows": 20, "class": "vLargeTextField article-text"})


class DefectForm(PartForm):
    """A defect; its words are enough, their place is found."""

    words = Words(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
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
            moved = "start" in self.changed_data or not self.instance.pk
            try:
                cleaned["start"], cleaned["end"] = locate(
                    article.parent_instance, words, start if moved else None
                )
            except ValidationError as error:
                self.add_error("words", error)
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


@admin.register(Article)
class ArticleAdmin(RecordAdmin):
    """Articles: as they were received, with the parts and defects of their text."""

    form = ArticleForm
    list_display = [
        "what",
        "outlet",
        "date_edtf",
        "language",
        "access",
        "status",
        "dataset",
        "updated",
    ]
    list_filter = ["review_status", "outlet", "access", "language", "dataset"]
    search_fields = ["slug", "title", "url", "text", "external_ids__value"]
    ordering = ["-start_earliest", "slug"]
    autocomplete_fields = ["outlet"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["sha256", "bounds", "date_precision", "stored_text"]
    inlines = [ArticlePartInline, CreditInline, DefectInline, ArticleIdInline]

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """The text can be changed until something is quoted from it."""
        text = "stored_text" if obj and obj.quotations.exists() else "text"
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
            ("Text", {"fields": [text]}),
            ("Where it came from", {"classes": ["collapse"], "fields": ["source_file", "sha256"]}),
        ]
        return [*own, *super().get_fieldsets(request, obj)]

    @admin.display(description="bounds")
    def bounds(self, obj: Article) -> str:
        """When it was published, in words."""
        return bounds_in_words(obj) if obj.pk else ""

    @admin.display(description="text")
    def stored_text(self, obj: Article) -> SafeString:
        """The text, which cannot change any more."""
        return format_html(
            '<div class="article-text" tabindex="0" role="region" aria-label="Text">{}</div>'
            '<div class="help">Quotations stand in this text, so that it cannot change.</div>',
            obj.text,
        )
