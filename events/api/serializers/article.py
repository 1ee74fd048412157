"""The shapes of articles."""

from rest_framework import serializers

from events.api.serializers.base import Described, model_field
from events.api.serializers.common import DatasetRecordMetadata, External, OutletRef, SourcedDate
from events.models import Article as ArticleModel
from events.models import ArticleCredit, ArticlePart, TextDefect


class Credit(Described):
    """Somebody whom an article credits."""

    kind = model_field(ArticleCredit, "kind")
    name = model_field(ArticleCredit, "name")


class Span(serializers.ListField):
    """Start and end in the raw file, in code points."""

    child = serializers.IntegerField()


class Part(Described):
    """A passage of the stored text."""

    kind = model_field(ArticlePart, "kind")
    start = model_field(ArticlePart, "start")
    end = model_field(ArticlePart, "end")
    source_spans = serializers.ListField(
        child=Span(min_length=2, max_length=2),
        read_only=True,
        help_text="Where it stands in the raw file: [start, end] for each repetition.",
    )


class Defect(Described):
    """Something that is wrong in the text."""

    kind = model_field(TextDefect, "kind")
    start = model_field(TextDefect, "start")
    end = model_field(TextDefect, "end")
    explanation = model_field(TextDefect, "explanation")


class ArticleRow(DatasetRecordMetadata):
    """An article in a list."""

    id = model_field(ArticleModel, "slug")
    title = model_field(ArticleModel, "title")
    title_basis = model_field(ArticleModel, "title_basis")
    outlet = OutletRef(read_only=True, allow_null=True, help_text="Who published it.")
    outlet_basis = model_field(ArticleModel, "outlet_basis")
    basis_note = model_field(ArticleModel, "basis_note")
    url = model_field(ArticleModel, "url")
    publication_date = SourcedDate(read_only=True, help_text="When it was published.")
    language = model_field(ArticleModel, "language")
    translated_from = model_field(ArticleModel, "translated_from")
    dateline = model_field(ArticleModel, "dateline")
    byline = model_field(ArticleModel, "byline")
    credits = Credit(many=True, read_only=True, help_text="Whom it credits.")
    access = model_field(ArticleModel, "access")
    source_file = model_field(ArticleModel, "source_file")
    sha256 = model_field(ArticleModel, "sha256")
    external_ids = External(many=True, read_only=True, help_text="Its ids in other databases.")


class Article(ArticleRow):
    """An article, whole."""

    text = model_field(
        ArticleModel, "text", help_text="The stored text; null unless the article may be read by all."
    )
    parts = Part(many=True, read_only=True, help_text="The passages of the text, in order.")
    defects = Defect(many=True, read_only=True, help_text="What is wrong in the text.")
