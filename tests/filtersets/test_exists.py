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
    getattr(filtersets, name) for name in filtersets.__all__ if name.endswith("FilterSet")
]


def example_queries(one: type[StrictFilterSet]) -> Iterator[str]:
    """Every parameter with its example and with `none`, wanted and excluded."""
    for name, parameter in one.parameters().items():
        keys = [*parameter.modifier_of.split()[:1], *parameter.requires.split()]
        asked = [f"{key}={one.base_filters[key].example}" for key in keys]
        for value in [parameter.example, *(["none"] if parameter.null_value else [])]:
            yield "&".join([*asked, f"{name}={value}"])


@pytest.mark.parametrize("one", [each for each in SETS if each is not StrictFilterSet])
def test_each_database_gets_the_shape_that_it_answers_fast(one: type[StrictFilterSet]) -> None:
    for query in example_queries(one):
        asked, wrong = one.read(QueryDict(query))
        assert not wrong, query
        matching = one._meta.model.objects.filter(one.condition(asked))
        if connection.vendor == "sqlite":  # which would look for rows of one record after another
            assert "EXISTS" not in str(matching.query), query
            assert "CORRELATED" not in matching.explain(), query
        else:  # PostgreSQL plans EXISTS as a join, and a long list beyond its memory not at all
            assert "IN (SELECT DISTINCT" not in str(matching.query), query


def test_rows_without_an_owner_hide_nothing_from_a_complement() -> None:
    quotations = Evidence.objects.filter(article__slug="iraq-us-begin-formal-talks-to-end-coalition-mission")
    quoted = set(quotations.exclude(claim=None).values_list("claim", flat=True))
    claims = set(Claim.objects.values_list("pk", flat=True))
    assert quotations.filter(claim=None).exists()
    assert quoted
    assert quoted < claims
    condition = exists_q(quotations, "claim")
    assert set(Claim.objects.filter(condition).values_list("pk", flat=True)) == quoted
    assert set(Claim.objects.filter(~condition).values_list("pk", flat=True)) == claims - quoted
