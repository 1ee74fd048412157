"""The serializers of what the API answers beside records; they declare, for the OpenAPI document."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.aggregates import METRICS, SPREADS, STOCKS
from events.choices import (
    Collection,
    DateMatch,
    EventType,
    SuggestionKind,
    SuggestionMatch,
    TextKind,
)
from events.filtersets.dimensions import DIMENSIONS
from events.models import Dataset as DatasetModel
from events.models import Release as ReleaseModel
from events.models import Revision
from events.records.schema_fields import (
    Described,
    choice_field,
    column_field,
    integer_field,
    text_field,
    text_list_field,
)
from events.releases import RECORD_CHANGE_KINDS


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
        many=True, help_text="Each thing that is wrong."
    )
    request_id = serializers.CharField(
        required=False, help_text="Of 500 and 503: the request, as `X-Request-ID` and the log name it."
    )


SOURCE_KINDS = [("actor", "Actor"), ("location", "Location"), ("article", "Article")]


class SnippetMark(Described):
    """Words that were sought."""

    start = integer_field("The first code point in the text of the snippet, from 0.")
    end = integer_field("One past the last.")


class SnippetRecord(Described):
    """The record that a text belongs to."""

    id = text_field("Its id.")
    name = text_field("Its name or title; null for an article without a title.", null=True)
    kind = choice_field(SOURCE_KINDS, "What it is.")


class Snippet(Described):
    """A public text in which the query matches a record."""

    where = choice_field(TextKind.choices, "What sort of text it is.")
    record = SnippetRecord(
        allow_null=True,
        help_text="Whose text it is: the actor or place that an event names, or the article; null: its own.",
    )
    text = text_field("The text, verbatim; of a long text the part around the words.")
    marks = SnippetMark(many=True, help_text="Where the words stand in it, in order.")


class Suggestion(Described):
    """A record that may be meant."""

    kind = choice_field(SuggestionKind.choices, "What it is.")
    id = text_field("Its id, as filters take it.")
    name = text_field("Its name.")
    matched = text_field("The spelling of its name that matches.")
    match = choice_field(SuggestionMatch.choices, "How closely that meets what was typed.")
    hint = text_field("What distinguishes it from others of the same name.")
    uses = integer_field("How many published events name it; of an outlet, how many articles are from it.")


class Suggestions(Described):
    """What may be meant, the likeliest first."""

    results = Suggestion(many=True, help_text="The suggestions.")


class Addresses(Described):
    """What there is, by name."""

    addresses = serializers.DictField(
        child=serializers.URLField(), read_only=True, help_text="Each address by what it is called."
    )


class RevisionRow(Described):
    """One change of a record."""

    revision = integer_field("The number of the change among the public changes of the record.")
    seq = integer_field("Its place among all changes, in the order in which they were committed.")
    at = column_field(Revision, "at")
    change = column_field(
        Revision, "change", allow_null=False, help_text="What became of it, as the public sees it."
    )
    public_reason = text_field("Why, where it was withdrawn, merged, brought back or redacted.", null=True)
    successor = text_field("The id of the record that it went into, where it was merged.", null=True)
    redacted = column_field(Revision, "redacted")
    changed = text_list_field(
        "The members that differ from the public revision before; empty for the first, and for what has left "
        "the public."
    )


class RevisionDifference(Described):
    """One value, or one part, that two revisions hold differently."""

    path = text_list_field("Where: members by their names, parts by what names them.")
    part = text_field("The part that it is, or is in: participants/initiator-iraq; null: none.", null=True)
    was = serializers.JSONField(read_only=True, help_text="What stood there; null where nothing did.")
    now = serializers.JSONField(read_only=True, help_text="What stands there; null where nothing does.")
    sentence = text_field("The same in words.")


class Comparison(Described):
    """What two revisions of a record hold differently."""

    id = text_field("The id of the record.")
    from_revision = integer_field("The number of the first revision.")
    to_revision = integer_field("The number of the second revision.")
    differences = RevisionDifference(many=True, help_text="What differs.")


class ChangeRow(Described):
    """What became of one record."""

    seq = integer_field("Its place among all changes, in the order in which they were committed.")
    at = column_field(Revision, "at")
    collection = column_field(Revision, "collection")
    id = column_field(Revision, "slug")
    change = column_field(
        Revision, "change", allow_null=False, help_text="What became of it, as the public sees it."
    )
    revision = integer_field("The number of the change among the public changes of the record.")
    stored_form = integer_field(
        "The version of the stored form that it was written in: `?revision=` answers with the members "
        "of that version."
    )
    successor = text_field("The id of the record that it went into, where it was merged.", null=True)
    public_reason = text_field("Why, where it was withdrawn, merged, brought back or redacted.", null=True)


class ChangesPage(Described):
    """A page of changes."""

    next = serializers.URLField(
        read_only=True, allow_null=True, help_text="The next page; null where nothing more has happened yet."
    )
    previous = serializers.URLField(
        read_only=True, allow_null=True, help_text="Null: the feed is read forwards."
    )
    next_cursor = text_field("Where to go on, now or later: it is always given.")
    previous_cursor = text_field("Null: the feed is read forwards.", null=True)
    count = integer_field("Null: changes are not counted.", null=True)
    results = ChangeRow(many=True, help_text="The changes, the oldest first.")


ReleaseCounts: type[Described] = type(
    "ReleaseCounts",
    (Described,),
    {"__doc__": "How many records of each collection a release held when it was cut."}
    | {collection.value: integer_field(f"How many {collection.value}.") for collection in sorted(Collection)},
)


class ReleaseRow(Described):
    """A release in a list."""

    name = column_field(ReleaseModel, "name")
    seq = column_field(ReleaseModel, "seq")
    at = column_field(ReleaseModel, "at")
    note = column_field(ReleaseModel, "note")
    checksum = column_field(ReleaseModel, "checksum")
    counts = ReleaseCounts(help_text="How many records of each collection it held when it was cut.")


class ReleaseDataset(Described):
    """On what terms records of a release may be used, and whom to name."""

    id = column_field(DatasetModel, "slug")
    name = column_field(DatasetModel, "name")
    licence = column_field(DatasetModel, "licence")
    attribution = column_field(DatasetModel, "attribution")
    version = column_field(DatasetModel, "dataset_version")
    url = column_field(DatasetModel, "url")


class ReleaseAmendment(Described):
    """What was taken from a release after it was cut. Its checksum is of before."""

    at = column_field(ReleaseModel, "at", help_text="When something was last taken from it.")
    withdrawn = integer_field("How many of its records were withdrawn; they are in it no longer.")
    redacted = integer_field("How many of its records something was taken out of.")
    restricted = integer_field(
        "Of how many of its articles less may be read than then: no text, or no quotations."
    )


class Release(ReleaseRow):
    """A release."""

    datasets = ReleaseDataset(many=True, help_text="The bodies of records that it holds, on whose terms.")
    amended = ReleaseAmendment(
        allow_null=True, help_text="What was taken from it since; null where nothing was."
    )


class ReleaseChange(Described):
    """A record that differs between two releases."""

    collection = choice_field(Collection.choices, "Its collection.")
    id = text_field("Its id.")
    change = choice_field(RECORD_CHANGE_KINDS, "What became of it from the earlier release to the later.")
    revision_before = integer_field(
        "Its revision in the earlier release; null where that lacks it.", null=True
    )
    revision = integer_field("Its revision in the later release; null where that lacks it.", null=True)
    successor = text_field("The id that answers for it in the later release, where it was merged.", null=True)
    public_reason = text_field("Why, where it was withdrawn, merged, brought back or redacted.", null=True)


GROUP_BY = [(name, dimension.meaning) for name, dimension in DIMENSIONS.items()]
METRIC = [(name, name.capitalize()) for name in METRICS]
STOCK = [(name, name.capitalize()) for name in STOCKS]
SPREAD = [(name, name.capitalize()) for name in SPREADS]
PLACE_MATCH = [(name, name.capitalize()) for name in ("certain", "possible")]


def _sum(of: str) -> serializers.Field:
    return serializers.FloatField(read_only=True, allow_null=True, help_text=of)


class AppliedFilter(Described):
    """A filter that was asked for, or assumed."""

    parameter = text_field("The parameter.")
    values = text_list_field("Its values.")


class Applied(Described):
    """What was taken for granted, and what was asked."""

    factuality = text_list_field("Which events count by whether they were done: words, or any.")
    dataset = text_list_field("The datasets that were chosen, or the only dataset that there is; or any.")
    date_match = choice_field(
        DateMatch.choices, "How dates are held against `date`, where that is given.", null=True
    )
    place_match = choice_field(
        PLACE_MATCH, "How places are held against `bbox`, where that is given.", null=True
    )
    spread = choice_field(SPREAD, "Whether uncertain dates count wherever they may lie.", null=True)
    unit = text_field("The unit that is added up, of a measure that has several.", null=True)
    stock = choice_field(STOCK, "Which number of a series counts, of a measure that has stocks.", null=True)
    top = integer_field("How many buckets are listed; the others are added up.", null=True)
    filters = AppliedFilter(many=True, help_text="The other filters, as they were given.")


class KeyPart(Described):
    """The value of a bucket in one dimension."""

    dimension = choice_field(GROUP_BY, "The dimension.")
    id = text_field(
        "The value: a word, an id, a code or a period; null: the events that have none.", null=True
    )
    label = text_field("What people call it.")  # type: ignore[assignment]


class Numbers(Described):
    """Sums over the same events of what is least, best and most; null where nothing is known."""

    low = _sum("At least: the low numbers, or the value where there is no low one.")
    value = _sum("The best: the values, or the low number where there is none.")
    high = _sum("At most: the high numbers; null where that of any event is open.")
    events = integer_field("How many events are counted.")
    events_with_low = integer_field("The same number.")
    events_with_value = integer_field("The same number.")
    events_with_high = integer_field("Of how many of them the number is not open upwards.")
    events_floor = integer_field("Of how many of them only the least is known: more than 150.")
    events_approximate = integer_field("Of how many of them the number is about.")
    events_contested = integer_field(
        "Of how many of them others report something else than what is preferred."
    )
    events_disputed = integer_field(
        "Of how many of them reports contradict each other, none preferred: they add their least and most."
    )
    events_crossed = integer_field(
        "Of how many of them a source prints a low number above the high one: both are added as printed."
    )
    events_spanning = integer_field("Events left out, as they do not surely lie inside the period.")
    events_in_wholes = integer_field("Events left out, as an event that they are part of is counted already.")


class StockSeries(Described):
    """What was reported at different times of the same people in the same place."""

    of = text_list_field("The actors that are counted, by id.")
    of_wording = text_field("Who is counted, where no actor is named.", null=True)
    places = text_list_field("Where they were, by id.")
    unit = text_field("The unit.", null=True)
    low = _sum("Not less than this.")
    value = _sum("The number.")
    high = _sum("Not more than this.")
    date = text_field("The day of which it is reported.", null=True)
    event = text_field("The event that reports it, by id.")
    added = serializers.BooleanField(
        read_only=True, help_text="Whether it is in the sum; else it may count people of a larger series."
    )


class AggregatedFigures(Numbers):
    """Figures of one measure, of each event its total."""

    events_unknown = integer_field("Events left out, as the measure is reported of them without any number.")
    events_without = integer_field("Events of which the measure is not reported at all.")
    series = StockSeries(
        many=True, help_text="Of stocks, such as troops: each series, at most 100, largest first."
    )


class AggregatedActs(Numbers):
    """Acts: one for each action, of each series as many as its figure says."""

    series_without_count = integer_field("Series left out, as nobody says how many acts they are.")
    events_no_act = integer_field("Statements, processes and states, which are no acts to be counted.")


class DepthNumbers(Described):
    """What the events of one depth make of a count and a number."""

    records = integer_field("How many of the events are of this depth.")
    events = integer_field(
        "Of how many of them the number is counted; null where none was asked for.", null=True
    )
    low = _sum("At least.")
    value = _sum("The best.")
    high = _sum("At most; null where that of any event is open.")


class Tally(Described):
    """What was counted together. Only the member of the metric that was asked for is not null."""

    records = integer_field("How many events there are, without `wholes`.")
    wholes = integer_field("Processes and states left out, as events that are part of them are counted.")
    actors = integer_field("With metric=actors: how many different actors took part.", null=True)
    acts = AggregatedActs(allow_null=True, help_text="With metric=acts: how many acts.")
    figures = AggregatedFigures(allow_null=True, help_text="With a measure as metric: its figures.")
    by_depth = serializers.DictField(
        child=DepthNumbers(read_only=False),
        read_only=True,
        help_text="How much of it rests on events that were sighted, coded or settled; depths that occur.",
    )
    query = text_field("What finds these very events: events/?<query>. Null where no query does.", null=True)


class AggregateBucket(Tally):
    """What was counted together, and what it has in common."""

    key = KeyPart(many=True, help_text="Its value in each dimension, as `group_by` has them.")
    certain = integer_field("By time: how many events surely began then.", null=True)
    possible = integer_field(
        "By time: how many may have begun then, the certain among them; never to be added up.", null=True
    )


class AggregateCount(Described):
    """A number of events."""

    records = integer_field("How many events there are, without `wholes`.")
    wholes = integer_field("Processes and states of which a part is counted.")


class AggregateRest(Tally):
    """The buckets that `top` leaves out, added up."""

    buckets = integer_field("How many they are.")


@extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/Aggregate"}})
class AggregatesByDataset(serializers.JSONField):
    """An answer for each dataset."""


class Aggregate(Described):
    """Grouped counts and sums of events."""

    applied = Applied(help_text="What was taken for granted, and what was asked.")
    left_out = serializers.DictField(
        child=serializers.IntegerField(),
        read_only=True,
        help_text="How many events the default of factuality leaves out, by factuality.",
    )
    group_by = serializers.ListField(
        child=serializers.ChoiceField(choices=GROUP_BY), read_only=True, help_text="The dimensions."
    )
    metric = choice_field(METRIC, "What was counted.")
    buckets = AggregateBucket(many=True, help_text="What was counted, by what it shares.")
    rest = AggregateRest(allow_null=True, help_text="With `top`: the other buckets, added up.")
    imprecise = Tally(
        allow_null=True,
        help_text="Events in no bucket: their date or place is wider than a bucket. Each once.",
    )
    unknown = Tally(
        allow_null=True, help_text="Events in no bucket: they have no date or place at all. Each once."
    )
    began_before = Tally(
        allow_null=True, help_text="By time: events in no bucket, as they began before `date`. Each once."
    )
    undated = AggregateCount(
        allow_null=True,
        help_text="By time: of the imprecise events those that may have begun in over a quarter of the axis.",
    )
    overlapping = serializers.BooleanField(
        read_only=True,
        allow_null=True,
        help_text="Whether some event is in several buckets, so that they add up to too much.",
    )
    total = Tally(allow_null=True, help_text="All events, each once: not the sum of the buckets.")
    total_distinct = integer_field("How many different events there are.", null=True)
    by_dataset = AggregatesByDataset(
        read_only=True,
        allow_null=True,
        help_text="Of events of several datasets an answer for each; what is over all is null then.",
    )
    possible_duplicates = serializers.DictField(
        child=serializers.IntegerField(),
        read_only=True,
        allow_null=True,
        help_text="With `by_dataset`: pairs of events of two datasets that may be one, `judged` to be two or "
        "`unjudged`.",
    )


class Mappings(Described):
    """What other ontologies call a word."""

    cameo = text_list_field("CAMEO event codes.")
    acled = text_list_field("ACLED sub-event types.")


class VocabularyWord(Described):
    """A word of a vocabulary."""

    value = text_field("The word as records and parameters have it.")
    label = text_field("What people call it.", null=False)  # type: ignore[assignment]
    definition = text_field("What it means.", null=True)
    event_type = choice_field(EventType.choices, "Of a mode: the type that it belongs to.", null=True)
    intensity = serializers.FloatField(
        read_only=True, allow_null=True, help_text="PLOVER's score, from -10 to 10."
    )
    quad_class = integer_field("Words or deeds, cooperation or conflict: 1 to 4.", null=True)
    mappings = Mappings(help_text="What other ontologies call it.")


class VocabularySet(Described):
    """A vocabulary."""

    name = text_field("The name of its type in the OpenAPI document.")
    description = text_field("What its words are about.")
    words = VocabularyWord(many=True, help_text="Its words.")


class VocabularyReference(Described):
    """All vocabularies."""

    vocabularies = VocabularySet(many=True, help_text="The vocabularies.")


class FilterReference(Described):
    """A filter of a collection."""

    name = text_field("The parameter.")
    type = text_field("What its values are.")
    topic = text_field("What it asks about, among the filters of events.", null=True)
    meaning = text_field("What it asks for.")
    group = text_field("The filters with the same group hold on one and the same row.", null=True)
    modifies = text_field("The parameter that it says the meaning of, or several with spaces.", null=True)
    needs = text_field("The parameter that it cannot do without.", null=True)
    repeatable = serializers.BooleanField(
        read_only=True, help_text="Whether the key may be repeated for any of several values."
    )
    none = text_field(
        "What the value none means: blank, null or no_row; null where it is no value.", null=True
    )
    exclude = text_field("The parameter that excludes its values.", null=True)
    example = text_field("An example.")


class FieldReference(Described):
    """A member of a record."""

    path = text_field("The member, with [] for lists.")
    type = text_field("The type of its values.")
    nullable = serializers.BooleanField(read_only=True, help_text="Whether it can be null.")
    meaning = text_field("What it says.")


class FormatParameter(Described):
    """A parameter of one format alone."""

    name = text_field("The parameter.")
    format = text_field("The format that it belongs to.")
    words = text_list_field("The values that it takes.")


class CollectionReference(Described):
    """A collection."""

    collection = choice_field(Collection.choices, "The collection.")
    description = text_field("What it holds.")
    filters = FilterReference(many=True, help_text="Its filters.")
    orderings = text_list_field("What a list can be ordered by.")
    default_ordering = text_field("What it is ordered by if nothing is asked.")
    formats = text_list_field("The formats that `format` takes.")
    format_parameters = FormatParameter(many=True, help_text="The parameters of single formats.")
    fields = FieldReference(  # type: ignore[assignment]
        many=True, help_text="The members of its records."
    )
    row_fields = text_list_field("The members of a record in a list.")


class FieldsReference(Described):
    """All filters and fields."""

    collections = CollectionReference(many=True, help_text="The collections.")
