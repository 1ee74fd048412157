"""Articles, the outlets that publish them and the datasets that hold them, member by member."""

from hashlib import sha256

from rest_framework import serializers

from events import models
from events.choices import Access
from events.records import common
from events.records.declaration import ChildSerializer, Column


class CreditSerializer(ChildSerializer):
    """Somebody whom an article credits."""

    kind = Column()
    name = Column()

    class Meta(ChildSerializer.Meta):
        model = models.ArticleCredit
        owner = "article"
        repeats = True


class PartSerializer(ChildSerializer):
    """A passage of the stored text."""

    kind = Column()
    start = Column()
    end = Column()
    source_spans = Column(
        schema=serializers.ListField(
            child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
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


class ArticleSerializer(common.MetadataSerializer):
    """An article."""

    id = Column("slug")
    title = Column()
    title_basis = Column()
    outlet = common.OutletRefSerializer(help_text="Who published it.")
    outlet_basis = Column()
    basis_note = Column()
    url = Column()
    publication_date = common.SourcedDateSerializer(help_text="When it was published.")
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
    external_ids = common.external_ids("article")
    text = Column(
        guard=("access", (Access.OPEN,)),
        help_text="The stored text; null unless the article may be read by all.",
    )
    parts = PartSerializer(many=True, help_text="The passages of the text, in order.")
    defects = DefectSerializer(many=True, help_text="What is wrong in the text.")

    class Meta(common.MetadataSerializer.Meta):
        model = models.Article
        detail = ("text", "parts", "defects")


class OutletSerializer(common.MetadataSerializer):
    """A medium that publishes articles."""

    id = Column("slug")
    name = Column()
    kind = Column()
    country = Column()
    language = Column()
    url = Column()
    actor = common.ActorRefSerializer(help_text="The same medium as an actor.")

    class Meta(common.MetadataSerializer.Meta):
        model = models.Outlet


class DatasetSerializer(common.MetadataSerializer):
    """A body of records with one licence and one attribution."""

    id = Column("slug")
    name = Column()
    kind = Column()
    coded_by = Column()
    licence = Column()
    attribution = Column()
    version = Column("dataset_version")
    description = Column()
    url = Column()
    dataset = None  # type: ignore[assignment] # as the REST framework has a member left out

    class Meta(common.MetadataSerializer.Meta):
        model = models.Dataset
