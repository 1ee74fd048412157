"""Objects that several records share: references, dates, attributions, quotations, names."""

from typing import Any

from events import models
from events.choices import Access, ContradictionHow
from events.choices.countries import COUNTRY_CHOICES
from events.records.declaration import (
    ChildSerializer,
    Column,
    DeclaredSerializer,
    GroupSerializer,
    Id,
    RecordSerializer,
    ReferenceSerializer,
)
from events.records.schema_fields import choice_field, text_field


class ActorRefSerializer(ReferenceSerializer):
    """An actor, by id and name."""

    id = Column("slug", help_text="The actor's id.")
    name = Column(help_text="The actor's name.")
    kind = Column(help_text="What the actor is.")

    class Meta(ReferenceSerializer.Meta):
        model = models.Actor


class ActorInEventSerializer(ActorRefSerializer):
    """An actor with the country it belongs to."""

    country = Column()


class LocationRefSerializer(ReferenceSerializer):
    """A place, by id and name."""

    id = Column("slug", help_text="The place's id.")
    name = Column(help_text="The place's name.")
    kind = Column(help_text="What the place is.")

    class Meta(ReferenceSerializer.Meta):
        model = models.Location


class PlacePointSerializer(LocationRefSerializer):
    """A place with its country and point."""

    country = Column(choices=COUNTRY_CHOICES)
    latitude = Column()
    longitude = Column()


class OutletRefSerializer(ReferenceSerializer):
    """An outlet, by id and name."""

    id = Column("slug", help_text="The outlet's id.")
    name = Column(help_text="The outlet's name.")
    kind = Column(help_text="What sort of medium it is.")

    class Meta(ReferenceSerializer.Meta):
        model = models.Outlet


class EventRefSerializer(ReferenceSerializer):
    """An event, by id and title."""

    id = Column("slug", help_text="The event's id.")
    title = Column(help_text="The event's title.")

    class Meta(ReferenceSerializer.Meta):
        model = models.Event


class ArticleRefSerializer(ReferenceSerializer):
    """An article, by id and title."""

    id = Column("slug", help_text="The article's id.")
    title = Column(help_text="The article's title.")

    class Meta(ReferenceSerializer.Meta):
        model = models.Article


class ArticleCardSerializer(ArticleRefSerializer):
    """An article as it is named beside a quotation."""

    outlet = OutletRefSerializer(help_text="Who published it.")
    publication_date = Column("date_edtf", help_text="When it was published, as an EDTF string.")


class DateBoundsSerializer(GroupSerializer):
    """An uncertain date: the EDTF string and what follows from it."""

    edtf = Column("date_edtf", help_text="The date as an EDTF string (ISO 8601-2); null where it is unknown.")
    start_earliest = Column(allow_null=True, help_text="The first day on which it may have begun.")
    start_latest = Column(allow_null=True, help_text="The last day on which it may have begun.")
    end_earliest = Column(allow_null=True, help_text="The first day on which it may have ended.")
    end_latest = Column(allow_null=True, help_text="The last day on which it may have ended.")
    precision = Column("date_precision")

    class Meta(GroupSerializer.Meta):
        model = models.Event


class SourcedDateSerializer(DateBoundsSerializer):
    """An uncertain date and what it rests on."""

    basis = Column("date_basis", help_text="What the date rests on.")
    source = Column("date_source")  # type: ignore[assignment] # collected; `Field.source` is not hidden


class AttributionSerializer(GroupSerializer):
    """Who vouches for a value."""

    voice = Column()
    by = ActorRefSerializer(many=True, help_text="Who says so, where it is attributed.")
    relayed_by = ActorRefSerializer(help_text="Who passed it on: a news agency.")
    basis = Column()
    source = Column()  # type: ignore[assignment]

    class Meta(GroupSerializer.Meta):
        model = models.Participation


class QuoteSerializer(ChildSerializer):
    """A verbatim quotation and where it stands."""

    article = ArticleCardSerializer(help_text="The article that is quoted.")
    quote = Column(
        guard=("article__access", (Access.OPEN, Access.QUOTES)),
        allow_null=True,
        help_text="The words, verbatim; null of a closed article.",
    )
    start = Column()
    end = Column()
    part = Column(help_text="The kind of passage that it stands in.")

    class Meta(ChildSerializer.Meta):
        model = models.Evidence
        # In an order that the public could tell itself.
        order = ("article__start_earliest", "article__slug", "start", "pk")
        stored_order = ("article__start_earliest", "article_id", "start", "pk")
        identity = ("article", "quote")


class SupportingQuoteSerializer(QuoteSerializer):
    """A quotation and what it shows of an event."""

    supports = Column(help_text="What it shows of the event.")


class ExternalSerializer(ChildSerializer):
    """An id in another database."""

    scheme = Column()
    value = Column()

    class Meta(ChildSerializer.Meta):
        model = models.ExternalId


def external_ids(owner: str) -> Any:
    """The member that lists the ids of a record, which is the `owner` of the rows, in other databases."""
    return ExternalSerializer(many=True, owner=owner, help_text="Its ids in other databases.")


class NameSpellingSerializer(ChildSerializer):
    """One spelling of a name."""

    name = Column()
    kind = Column()
    language = Column()
    script = Column()
    articles = ArticleRefSerializer(many=True, help_text="The articles that spell it so.")

    class Meta(ChildSerializer.Meta):
        model = models.ActorName
        identity = ("name",)


class PartRefSerializer(DeclaredSerializer):
    """A record or one of its parts."""

    kind = text_field(
        "What it is: event, claim, figure, relation, participation, affiliation or date_report."
    )
    id = text_field("Its id; of a part the id of its record, a slash and its key.")

    class Meta(DeclaredSerializer.Meta):
        identity: tuple[str, ...] = ("kind", "of", "key")


class ContradictedSerializer(DeclaredSerializer):
    """Two statements that cannot both stand."""

    how = choice_field(ContradictionHow.choices, "In what way they cannot both stand.")
    note = Column()
    left = PartRefSerializer(help_text="The first statement.")
    right = PartRefSerializer(help_text="The second statement.")

    class Meta(DeclaredSerializer.Meta):
        model = models.Contradiction
        identity = ("left", "right")


class MetadataSerializer(RecordSerializer):
    """What every record ends with."""

    dataset = Id(text_field("The id of the body of records that it belongs to."))
    revision = Column()
    created_at = Column(allow_null=False)
    updated_at = Column(allow_null=False)
    review_status = Column()
    withdrawn_reason = Column()
    note = Column()

    class Meta(RecordSerializer.Meta):
        model: Any = models.Article
        private: tuple[str, ...] = ("review_status", "withdrawn_reason", "note")
        public: tuple[str, ...] = ("revision", "created_at", "updated_at")
        follows = True
