"""The shapes of articles."""

from rest_framework import serializers

from events.api.serializers.base import Described, column
from events.api.serializers.common import External, OutletRef, SourcedDate, Standing
from events.models import Article as ArticleModel
from events.models import ArticleCredit, ArticlePart, TextDefect


class Credit(Described):
    """Somebody whom an article credits."""

    kind = column(ArticleCredit, "kind")
    name = column(ArticleCredit, "name")


class Span(serializers.ListField):
    """Start and end in the raw file, in code points."""

    child = serializers.IntegerField()


class Part(Described):
    """A passage of the stored text."""

    kind = column(ArticlePart, "kind")
    start = column(ArticlePart, "start")
    end = column(ArticlePart, "end")
    source_spans = serializers.ListField(
        child=Span(min_length=2, max_length=2),
        read_only=True,
        help_text="Where it stands in the raw file: [start, end] for each repetition.",
    )


class Defect(Described):
    """Something that is wrong in the text."""

    kind = column(TextDefect, "kind")
    start = column(TextDefect, "start")
    end = column(TextDefect, "end")
    explanation = column(TextDefect, "explanation")


class ArticleRow(Standing):
    """An article in a list."""

    id = column(ArticleModel, "slug")
    title = column(ArticleModel, "title")
    title_basis = column(ArticleModel, "title_basis")
    outlet = OutletRef(read_only=True, allow_null=True, help_text="Who published it.")
    outlet_basis = column(ArticleModel, "outlet_basis")
    basis_note = column(ArticleModel, "basis_note")
    url = column(ArticleModel, "url")
    publication_date = SourcedDate(read_only=True, help_text="When it was published.")
    language = column(ArticleModel, "language")
    translated_from = column(ArticleModel, "translated_from")
    dateline = column(ArticleModel, "dateline")
    byline = column(ArticleModel, "byline")
    credits = Credit(many=True, read_only=True, help_text="Whom it credits.")
    access = column(ArticleModel, "access")
    source_file = column(ArticleModel, "source_file")
    sha256 = column(ArticleModel, "sha256")
    external_ids = External(many=True, read_only=True, help_text="Its ids in other databases.")


class Article(ArticleRow):
    """An article, whole."""

    text = column(
        ArticleModel, "text", help_text="The stored text; null unless the article may be read by all."
    )
    parts = Part(many=True, read_only=True, help_text="The passages of the text, in order.")
    defects = Defect(many=True, read_only=True, help_text="What is wrong in the text.")
