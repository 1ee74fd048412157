"""News articles: their text, its parts and its defects."""

from hashlib import sha256
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from events.choices import Access, Basis, Collection, CreditKind, DefectKind, PartKind
from events.models.dated import Dated
from events.models.fields import (
    LanguageField,
    NameField,
    SortedCharField,
    VocabularyField,
    optional_reference,
)
from events.models.record import Child, DatasetRecord


class Article(Dated, DatasetRecord):
    """A news article as it was received. Source: codebook 10."""

    COLLECTION = Collection.ARTICLES

    title = NameField(
        max_length=500, blank=True, help_text="Its headline; empty where the source gives none."
    )
    title_basis = VocabularyField(default=Basis.TEXT, help_text="What the title rests on.")
    outlet = optional_reference(
        "Outlet",
        "articles",
        "Who published it; empty where nothing says so. A credited agency is not the outlet.",
    )
    outlet_basis = VocabularyField(default=Basis.TEXT, help_text="What the outlet rests on.")
    basis_note = models.TextField(
        blank=True, help_text="The reason for what was inferred or taken from outside."
    )
    url = models.URLField(max_length=2000, blank=True, help_text="Where it stood on the web.")
    date_basis = VocabularyField(default=Basis.TEXT, help_text="What the date of publication rests on.")
    date_source = models.TextField(
        blank=True, help_text="The outside source of the date, or how it was worked out."
    )
    language = LanguageField(default="en", help_text="The language of the text: BCP 47, such as en.")
    translated_from = LanguageField(
        blank=True, help_text="The language it was translated from, where that shows."
    )
    dateline = models.CharField(max_length=200, blank=True, help_text="The place and date at its head.")
    byline = models.CharField(max_length=200, blank=True, help_text="The writer as printed.")
    access = VocabularyField(default=Access.QUOTES, help_text="How much of it the public may read.")
    text = models.TextField(
        blank=True, help_text="The stored text, in which every quotation has its place; never corrected."
    )
    source_file = models.CharField(
        max_length=200, blank=True, help_text="The file in seeds/ that it was taken from."
    )
    sha256 = SortedCharField(
        max_length=64,
        editable=False,
        db_index=True,
        help_text="SHA-256 of the stored text in UTF-8: what the offsets of quotations count in.",
    )

    class Meta(DatasetRecord.Meta):
        constraints = Dated.Meta.constraints

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the article with the hash of its text."""
        self.sha256 = sha256(self.text.encode()).hexdigest()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a text that would shift or lose its quotations. Raises: ValidationError. Queries: 2."""
        super().clean()
        if not self.pk:
            return
        before = type(self)._base_manager.values_list("text", flat=True).get(pk=self.pk)
        if before != self.text and self.quotations.exists():
            raise ValidationError({"text": "Quotations stand in this text, so that it cannot change."})


class ArticlePart(Child):
    """A passage of an article's stored text: headline, caption, paragraph."""

    OWNER_PATHS = ("article",)

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="parts", help_text="The article it is part of."
    )
    kind = VocabularyField(default=PartKind.BODY, help_text="What it is.")
    start = models.PositiveIntegerField(help_text="First code point in the stored text, from 0.")
    end = models.PositiveIntegerField(help_text="One past the last code point.")
    source_spans = models.JSONField(
        default=list,
        blank=True,
        help_text="Where it stands in the raw file: [start, end] for each repetition.",
    )

    class Meta(Child.Meta):
        ordering: ClassVar[list[str]] = ["article", "start"]
        constraints: ClassVar = [
            models.CheckConstraint(name="article_part_not_empty", condition=Q(start__lt=F("end"))),
            models.UniqueConstraint(fields=["article", "start"], name="article_part_start_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}-{self.end}"


class ArticleCredit(Child):
    """Somebody whom an article credits."""

    OWNER_PATHS = ("article",)

    article = models.ForeignKey(Article, models.CASCADE, related_name="credits", help_text="The article.")
    kind = VocabularyField(CreditKind, help_text="What for.")
    name = models.CharField(max_length=200, help_text="The name as printed.")

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class TextDefect(Child):
    """Something that is wrong in the text; recorded, never corrected."""

    OWNER_PATHS = ("article",)

    article = models.ForeignKey(Article, models.CASCADE, related_name="defects", help_text="The article.")
    kind = VocabularyField(DefectKind, max_length=24, help_text="What is wrong.")
    start = models.PositiveIntegerField(help_text="First code point in the stored text, from 0.")
    end = models.PositiveIntegerField(help_text="One past the last code point.")
    explanation = models.TextField(help_text="What is wrong and how it was read.")

    class Meta(Child.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(name="text_defect_not_empty", condition=Q(start__lt=F("end")))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}-{self.end}"
