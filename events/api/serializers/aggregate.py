"""The serializers of an aggregate."""

from rest_framework import serializers

from events.aggregates import METRICS, SPREADS
from events.api.serializers.base import Described
from events.choices import DateMatch
from events.filtersets.dimensions import DIMENSIONS
from events.records.schema_fields import choice_field, integer_field, text_field, text_list_field

GROUP_BY = [(name, dimension.meaning) for name, dimension in DIMENSIONS.items()]
METRIC = [(name, name.capitalize()) for name in METRICS]
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
    dataset = text_list_field("The datasets that were chosen, or the one that there is; or any.")
    date_match = choice_field(
        DateMatch.choices, "How dates are held against `date`, where that is given.", null=True
    )
    place_match = choice_field(
        PLACE_MATCH, "How places are held against `bbox`, where that is given.", null=True
    )
    spread = choice_field(SPREAD, "Whether uncertain dates count wherever they may lie.", null=True)
    unit = text_field("The unit that is added up, of a measure that has several.", null=True)
    top = integer_field("How many buckets are told one by one.", null=True)
    filters = AppliedFilter(many=True, read_only=True, help_text="The other filters, as they were given.")


class KeyPart(Described):
    """The value of a bucket in one dimension."""

    dimension = choice_field(GROUP_BY, "The dimension.")
    id = text_field(
        "The value: a word, an id, a code or a period; null: the events that have none.", null=True
    )
    label = text_field("What people call it.")  # type: ignore[assignment]


class Numbers(Described):
    """Sums of numbers, each over the events of which it is known; null where it is known of none."""

    low = _sum("The sum of the low numbers.")
    value = _sum("The sum of the values.")
    high = _sum("The sum of the high numbers.")
    events = integer_field("How many events are counted.")
    events_with_low = integer_field("Of how many of them the low number is known.")
    events_with_value = integer_field("Of how many of them the value is known.")
    events_with_high = integer_field("Of how many of them the high number is known.")
    events_disputed = integer_field("Events left out, as their sources differ and none is preferred.")
    events_in_wholes = integer_field("Events left out, as an event that they are part of is counted already.")


class AggregatedFigures(Numbers):
    """Figures of one measure, of each event and group one."""

    events_unknown = integer_field("Events left out, as the measure is reported of them without any number.")
    events_without = integer_field("Events of which the measure is not reported at all.")


class AggregatedActs(Numbers):
    """Acts: one for each action, of each series as many as its figure says."""

    series_without_count = integer_field("Series left out, as nobody says how many acts they are.")
    events_no_act = integer_field("Statements, processes and states, which are no acts to be counted.")


class Tally(Described):
    """What was counted together. Only the member of the metric that was asked for is not null."""

    records = integer_field("How many events there are.")
    actors = integer_field("With metric=actors: how many different actors took part.", null=True)
    acts = AggregatedActs(read_only=True, allow_null=True, help_text="With metric=acts: how many acts.")
    figures = AggregatedFigures(
        read_only=True, allow_null=True, help_text="With a measure as metric: its figures."
    )
    query = text_field("What finds these very events: events/?<query>. Null where no query does.", null=True)


class AggregateBucket(Tally):
    """What was counted together, and what it has in common."""

    key = KeyPart(many=True, read_only=True, help_text="Its value in each dimension, as `group_by` has them.")


class AggregateRest(Tally):
    """The buckets that `top` does not tell, added up."""

    buckets = integer_field("How many they are.")


class Aggregate(Described):
    """Grouped counts and sums of events."""

    applied = Applied(read_only=True, help_text="What was taken for granted, and what was asked.")
    group_by = serializers.ListField(
        child=serializers.ChoiceField(choices=GROUP_BY), read_only=True, help_text="The dimensions."
    )
    metric = choice_field(METRIC, "What was counted.")
    buckets = AggregateBucket(many=True, read_only=True, help_text="What was counted, by what it shares.")
    rest = AggregateRest(
        read_only=True, allow_null=True, help_text="With `top`: the other buckets, added up."
    )
    imprecise = Tally(
        read_only=True, help_text="Events in no bucket: their date or place is wider than one. Each once."
    )
    unknown = Tally(
        read_only=True, help_text="Events in no bucket: they have no date or place at all. Each once."
    )
    overlapping = serializers.BooleanField(
        read_only=True, help_text="Whether some event is in several buckets, so that they add up to too much."
    )
    total = Tally(read_only=True, help_text="All events, each once: not the sum of the buckets.")
    total_distinct = integer_field("How many different events there are.")
