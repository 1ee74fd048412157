"""The one condition behind all filters that look at rows of other tables."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import QueryDict

from events import filtersets
from events.filtersets import StrictFilterSet
from events.filtersets.base import exists_q
from events.models import Claim, Evidence

pytestmark = pytest.mark.usefixtures("seeded")

SETS: list[type[StrictFilterSet]] = [
    one for name, one in vars(filtersets).items() if name.endswith("FilterSet") and one is not StrictFilterSet
]


def example_queries(filterset: type[StrictFilterSet]) -> Iterator[str]:
    """Every parameter with its example and with `none`, included and excluded."""
    for name, parameter in filterset.parameters().items():
        keys = [*parameter.modifier_of.split()[:1], *parameter.requires.split()]
        required = [f"{key}={filterset.base_filters[key].example}" for key in keys]
        for value in [parameter.example, *(["none"] if parameter.null_value else [])]:
            yield "&".join([*required, f"{name}={value}"])


@pytest.mark.parametrize("filterset", SETS)
def test_each_database_gets_the_shape_that_it_answers_fast(filterset: type[StrictFilterSet]) -> None:
    for query in example_queries(filterset):
        parsed, errors = filterset.read(QueryDict(query))
        assert not errors, query
        matching = filterset._meta.model.objects.filter(filterset.condition(parsed))
        if connection.vendor == "sqlite":  # which would look for rows of one record after another
            assert "EXISTS" not in str(matching.query), query
            assert "CORRELATED" not in matching.explain(), query
        else:  # PostgreSQL plans EXISTS as a join, and a long list beyond its memory not at all
            assert "IN (SELECT DISTINCT" not in str(matching.query), query


def test_rows_without_a_parent_hide_nothing_from_a_complement() -> None:
    quotations = Evidence.objects.filter(article__slug="iraq-us-begin-formal-talks-to-end-coalition-mission")
    quoted = set(quotations.exclude(claim=None).values_list("claim", flat=True))
    claims = set(Claim.objects.values_list("pk", flat=True))
    assert quotations.filter(claim=None).exists()
    assert quoted
    assert quoted < claims
    condition = exists_q(quotations, "claim")
    assert set(Claim.objects.filter(condition).values_list("pk", flat=True)) == quoted
    assert set(Claim.objects.filter(~condition).values_list("pk", flat=True)) == claims - quoted
