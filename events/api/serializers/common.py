"""Shapes that several collections share."""

from rest_framework import serializers

from events.api.serializers.base import Described, choice_field, integer_field, model_field, text_field
from events.choices import ActorKind, Basis, ContradictionHow, LocationKind, OutletKind, PartKind, Supports
from events.choices.countries import COUNTRY_CHOICES
from events.models import (
    ActorName,
    Article,
    Contradiction,
    Event,
    Evidence,
    ExternalId,
    Location,
    Participation,
)


class ActorRef(Described):
    """An actor, by id and name."""

    id = text_field("The actor's id.")
    name = text_field("The actor's name.")
    kind = choice_field(ActorKind.choices, "What the actor is.")


class LocationRef(Described):
    """A place, by id and name."""

    id = text_field("The place's id.")
    name = text_field("The place's name.")
    kind = choice_field(LocationKind.choices, "What the place is.")


class OutletRef(Described):
    """An outlet, by id and name."""

    id = text_field("The outlet's id.")
    name = text_field("The outlet's name.")
    kind = choice_field(OutletKind.choices, "What sort of medium it is.")


class EventRef(Described):
    """An event, by id and title."""

    id = text_field("The event's id.")
    title = text_field("The event's title.")


class ArticleRef(Described):
    """An article, by id and title."""

    id = text_field("The article's id.")
    title = text_field("The article's title.", null=True)


class ArticleCard(ArticleRef):
    """An article as it is named beside a quotation."""

    outlet = OutletRef(read_only=True, allow_null=True, help_text="Who published it.")
    publication_date = text_field("When it was published, as an EDTF string.", null=True)


class DateBounds(Described):
    """An uncertain date: the EDTF string and what follows from it."""

    edtf = text_field("The date as an EDTF string (ISO 8601-2); null where it is unknown.", null=True)
    start_earliest = model_field(
        Event, "start_earliest", allow_null=True, help_text="The first day on which it may have begun."
    )
    start_latest = model_field(
        Event, "start_latest", allow_null=True, help_text="The last day on which it may have begun."
    )
    end_earliest = model_field(
        Event, "end_earliest", allow_null=True, help_text="The first day on which it may have ended."
    )
    end_latest = model_field(
        Event, "end_latest", allow_null=True, help_text="The last day on which it may have ended."
    )
    precision = model_field(Event, "date_precision")


class SourcedDate(DateBounds):
    """An uncertain date and what it rests on."""

    basis = choice_field(Basis.choices, "What the date rests on.")
    source = text_field(  # type: ignore[assignment] # the field is collected; `Field.source` is not hidden
        "The outside source of the date, or how it was worked out.", null=True
    )


class Attribution(Described):
    """Who vouches for a value."""

    voice = model_field(Participation, "voice")
    by = ActorRef(many=True, read_only=True, help_text="Who says so, where it is attributed.")
    relayed_by = ActorRef(read_only=True, allow_null=True, help_text="Who passed it on: a news agency.")
    basis = model_field(Participation, "basis")
    source = model_field(Participation, "source")  # type: ignore[assignment]


class Quote(Described):
    """A verbatim quotation and where it stands."""

    article = ArticleCard(read_only=True, help_text="The article that is quoted.")
    quote = model_field(
        Evidence, "quote", allow_null=True, help_text="The words, verbatim; null of a closed article."
    )
    start = model_field(Evidence, "start")
    end = model_field(Evidence, "end")
    part = choice_field(PartKind.choices, "The kind of passage that it stands in.", null=True)


class SupportingQuote(Quote):
    """A quotation and what it shows of an event."""

    supports = choice_field(Supports.choices, "What it shows of the event.")


class External(Described):
    """An id in another database."""

    scheme = model_field(ExternalId, "scheme")
    value = model_field(ExternalId, "value")


class PartRef(Described):
    """A record or one of its parts."""

    kind = text_field(
        "What it is: event, claim, figure, relation, participation, affiliation or date_report."
    )
    id = text_field("Its id; of a part the id of its record, a slash and its key.")


class Contradicted(Described):
    """Two statements that cannot both stand."""

    how = choice_field(ContradictionHow.choices, "In what way they cannot both stand.")
    note = model_field(Contradiction, "note")
    left = PartRef(read_only=True, help_text="The one.")
    right = PartRef(read_only=True, help_text="The other.")


class NameSpelling(Described):
    """One spelling of a name."""

    name = model_field(ActorName, "name")
    kind = model_field(ActorName, "kind")
    language = model_field(ActorName, "language")
    script = model_field(ActorName, "script")
    articles = ArticleRef(many=True, read_only=True, help_text="The articles that spell it so.")


class RecordMetadata(Described):
    """What every record ends with."""

    revision = integer_field("How many times the record has been changed, its creation included.")
    created_at = model_field(Article, "created_at", allow_null=False)
    updated_at = model_field(Article, "updated_at", allow_null=False)


class DatasetRecordMetadata(RecordMetadata):
    """The dataset and the history of a record."""

    dataset = text_field("The id of the body of records that it belongs to.")


class PlacePoint(LocationRef):
    """A place with its country and point."""

    country = model_field(Location, "country", choices=COUNTRY_CHOICES)
    latitude = model_field(Location, "latitude")
    longitude = model_field(Location, "longitude")


class Box(serializers.ListField):
    """West, south, east and north, in degrees."""

    child = serializers.FloatField()


class ErrorItem(Described):
    """One thing that is wrong."""

    parameter = serializers.CharField(required=False, help_text="The parameter.")
    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body (RFC 6901).")
    code = text_field("A stable code.")
    detail = text_field("What is wrong, in a sentence.")


class Problem(Described):
    """An error. Source: RFC 9457."""

    type = text_field("A stable URI for the kind of problem.")
    title = text_field("The status in words.")
    status = integer_field("The HTTP status.")
    detail = text_field("What is wrong, in a sentence.")
    instance = text_field("The request that it answers.")
    errors = ErrorItem(  # type: ignore[assignment]
        many=True, read_only=True, help_text="Each thing that is wrong."
    )
