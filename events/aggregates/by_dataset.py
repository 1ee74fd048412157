"""Questions about several datasets: an answer for each, never added up, as they tell of the same deaths."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import QueryDict

from events.aggregates.parameters import ParameterErrors, SeveralDatasetsError, parse_parameters
from events.aggregates.response import build_response
from events.choices import Collection
from events.models import Event, NotDuplicate, PossibleDuplicate

JsonDict = dict[str, Any]


def answer(query: QueryDict) -> tuple[JsonDict | None, ParameterErrors]:
    """The answer to a query, or the errors of its parameters.

    Raises: TooManyBucketsError. Queries: those of one answer for each dataset, and 2 where they are several.
    """
    try:
        parsed, errors = parse_parameters(query)
    except SeveralDatasetsError as several:
        return _answer_by_dataset(query, several)
    if errors or parsed is None:
        return None, errors
    return build_response(parsed) | {"by_dataset": None, "possible_duplicates": None}, {}


def _answer_by_dataset(
    query: QueryDict, several: SeveralDatasetsError
) -> tuple[JsonDict | None, ParameterErrors]:
    blocks = []
    for dataset in several.datasets:
        of_dataset = query.copy()
        of_dataset["dataset"] = dataset
        block, errors = answer(of_dataset)
        if block is None:
            return None, errors
        blocks.append(block)
    # Nothing is added up over datasets: what else an answer has is null.
    nothing: JsonDict = dict.fromkeys(blocks[0]) | {"left_out": {}, "buckets": []}
    return nothing | {
        "applied": blocks[0]["applied"] | {"dataset": several.datasets, "unit": None},
        "group_by": blocks[0]["group_by"],
        "metric": blocks[0]["metric"],
        "by_dataset": blocks,
        "possible_duplicates": {
            "judged": _pairs_between(NotDuplicate, several.events),
            "unjudged": _pairs_between(PossibleDuplicate, several.events),
        },
    }, {}


def _pairs_between(pairs: type[NotDuplicate | PossibleDuplicate], events: QuerySet[Event]) -> int:
    """How many pairs of these events are of two datasets. Queries: 1."""
    keys = events.values("pk")
    of_events: QuerySet[Any] = pairs._default_manager.filter(
        collection=Collection.EVENTS, one__in=keys, other__in=keys
    )
    for side in ("one", "other"):
        dataset = Event.objects.filter(pk=OuterRef(side)).order_by().values("dataset")
        of_events = of_events.annotate(**{f"dataset_of_{side}": Subquery(dataset)})
    return of_events.exclude(dataset_of_one=F("dataset_of_other")).count()
