"""Articles, member by member."""

from hashlib import sha256

from rest_framework import serializers

from events import models
from events.choices import Access
from events.records.common import (
    ExternalSerializer,
    MetadataSerializer,
    OutletRefSerializer,
    SourcedDateSerializer,
)
from events.records.declaration import ChildSerializer, Column


class CreditSerializer(ChildSerializer):
    """Somebody whom an article credits."""

    kind = Column()
    name = Column()

    class Meta(ChildSerializer.Meta):
        model = models.ArticleCredit
        owner = "article"
        repeats = True


class Span(serializers.ListField):
    """Start and end in the raw file, in code points."""

    child = serializers.IntegerField()


class PartSerializer(ChildSerializer):
    """A passage of the stored text."""

    kind = Column()
    start = Column()
    end = Column()
    source_spans = Column(
        schema=serializers.ListField(
            child=Span(min_length=2, max_length=2),
            read_only=True,
            help_text="Where it stands in the raw file: [start, end] for each repetition.",
        )
    )

    class Meta(ChildSerializer.Meta):
        model = models.ArticlePart
        owner = "article"
        order = stored_order = ("start",)
        identity = ("kind", "start")


class DefectSerializer(ChildSerializer):
    """Something that is wrong in the text."""

    kind = Column()
    start = Column()
    end = Column()
    explanation = Column()

    class Meta(ChildSerializer.Meta):
        model = models.TextDefect
        owner = "article"
        identity = ("kind", "start")
        repeats = True


class ArticleSerializer(MetadataSerializer):
    """An article."""

    id = Column("slug")
    title = Column()
    title_basis = Column()
    outlet = OutletRefSerializer(help_text="Who published it.")
    outlet_basis = Column()
    basis_note = Column()
    url = Column()
    publication_date = SourcedDateSerializer(help_text="When it was published.")
    language = Column()
    translated_from = Column()
    dateline = Column()
    byline = Column()
    credits = CreditSerializer(many=True, help_text="Whom it credits.")
    access = Column()
    source_file = Column()
    # By the hash of a text that may not be read, a guess at it could be proved.
    sha256 = Column(
        guard=("access", (Access.OPEN,)),
        guarded_value=sha256(b"").hexdigest(),
        help_text="SHA-256 in UTF-8 of the text that all may read, which offsets count in.",
    )
    external_ids = ExternalSerializer(many=True, owner="article", help_text="Its ids in other databases.")
    text = Column(
        guard=("access", (Access.OPEN,)),
        help_text="The stored text; null unless the article may be read by all.",
    )
    parts = PartSerializer(many=True, help_text="The passages of the text, in order.")
    defects = DefectSerializer(many=True, help_text="What is wrong in the text.")

    class Meta(MetadataSerializer.Meta):
        model = models.Article
        detail = ("text", "parts", "defects")
