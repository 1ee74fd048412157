"""Shapes that several collections share."""

from rest_framework import serializers

from events.api.serializers.base import Described, column, number, text, word
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

    id = text("The actor's id.")
    name = text("The actor's name.")
    kind = word(ActorKind.choices, "What the actor is.")


class LocationRef(Described):
    """A place, by id and name."""

    id = text("The place's id.")
    name = text("The place's name.")
    kind = word(LocationKind.choices, "What the place is.")


class OutletRef(Described):
    """An outlet, by id and name."""

    id = text("The outlet's id.")
    name = text("The outlet's name.")
    kind = word(OutletKind.choices, "What sort of medium it is.")


class EventRef(Described):
    """An event, by id and title."""

    id = text("The event's id.")
    title = text("The event's title.")


class ArticleRef(Described):
    """An article, by id and title."""

    id = text("The article's id.")
    title = text("The article's title.", null=True)


class ArticleCard(ArticleRef):
    """An article as it is named beside a quotation."""

    outlet = OutletRef(read_only=True, allow_null=True, help_text="Who published it.")
    publication_date = text("When it was published, as an EDTF string.", null=True)


class DateBounds(Described):
    """An uncertain date: the EDTF string and what follows from it."""

    edtf = text("The date as an EDTF string (ISO 8601-2); null where it is unknown.", null=True)
    start_earliest = column(
        Event, "start_earliest", allow_null=True, help_text="The first day on which it may have begun."
    )
    start_latest = column(
        Event, "start_latest", allow_null=True, help_text="The last day on which it may have begun."
    )
    end_earliest = column(
        Event, "end_earliest", allow_null=True, help_text="The first day on which it may have ended."
    )
    end_latest = column(
        Event, "end_latest", allow_null=True, help_text="The last day on which it may have ended."
    )
    precision = column(Event, "date_precision")


class SourcedDate(DateBounds):
    """An uncertain date and what it rests on."""

    basis = word(Basis.choices, "What the date rests on.")
    source = text(  # type: ignore[assignment] # the field is collected; `Field.source` is not hidden
        "The outside source of the date, or how it was worked out.", null=True
    )


class Attribution(Described):
    """Who vouches for a value."""

    voice = column(Participation, "voice")
    by = ActorRef(many=True, read_only=True, help_text="Who says so, where it is attributed.")
    relayed_by = ActorRef(read_only=True, allow_null=True, help_text="Who passed it on: a news agency.")
    basis = column(Participation, "basis")
    source = column(Participation, "source")  # type: ignore[assignment]


class Quote(Described):
    """A verbatim quotation and where it stands."""

    article = ArticleCard(read_only=True, help_text="The article that is quoted.")
    quote = column(
        Evidence, "quote", allow_null=True, help_text="The words, verbatim; null of a closed article."
    )
    start = column(Evidence, "start")
    end = column(Evidence, "end")
    part = word(PartKind.choices, "The kind of passage that it stands in.", null=True)


class SupportingQuote(Quote):
    """A quotation and what it shows of an event."""

    supports = word(Supports.choices, "What it shows of the event.")


class External(Described):
    """An id in another database."""

    scheme = column(ExternalId, "scheme")
    value = column(ExternalId, "value")


class PartRef(Described):
    """A record or one of its parts."""

    kind = text("What it is: event, claim, figure, relation, participation, affiliation or date_report.")
    id = text("Its id; of a part the id of its record, a slash and its key.")


class Contradicted(Described):
    """Two statements that cannot both stand."""

    how = word(ContradictionHow.choices, "In what way they cannot both stand.")
    note = column(Contradiction, "note")
    left = PartRef(read_only=True, help_text="The one.")
    right = PartRef(read_only=True, help_text="The other.")


class NameSpelling(Described):
    """One spelling of a name."""

    name = column(ActorName, "name")
    kind = column(ActorName, "kind")
    language = column(ActorName, "language")
    script = column(ActorName, "script")
    articles = ArticleRef(many=True, read_only=True, help_text="The articles that spell it so.")


class History(Described):
    """What every record ends with."""

    revision = number("How many times the record has been changed, its creation included.")
    created_at = column(Article, "created_at", allow_null=False)
    updated_at = column(Article, "updated_at", allow_null=False)


class Standing(History):
    """The dataset and the history of a record."""

    dataset = text("The id of the body of records that it belongs to.")


class PlacePoint(LocationRef):
    """A place with its country and point."""

    country = column(Location, "country", choices=COUNTRY_CHOICES)
    latitude = column(Location, "latitude")
    longitude = column(Location, "longitude")


class Box(serializers.ListField):
    """West, south, east and north, in degrees."""

    child = serializers.FloatField()


class ErrorItem(Described):
    """One thing that is wrong."""

    parameter = serializers.CharField(required=False, help_text="The parameter.")
    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body (RFC 6901).")
    code = text("A stable code.")
    detail = text("What is wrong, in a sentence.")


class Problem(Described):
    """An error. Source: RFC 9457."""

    type = text("A stable URI for the kind of problem.")
    title = text("The status in words.")
    status = number("The HTTP status.")
    detail = text("What is wrong, in a sentence.")
    instance = text("The request that it answers.")
    errors = ErrorItem(  # type: ignore[assignment]
        many=True, read_only=True, help_text="Each thing that is wrong."
    )
