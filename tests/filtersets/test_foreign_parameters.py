"""What people of other databases type is told what it is called here."""

from collections import Counter

import pytest
from django.test import Client

from events.aggregates import METRICS
from events.api.parameters import PAGE_PARAMETERS
from events.filtersets import EventFilterSet, foreign_parameters
from events.filtersets.dimensions import DIMENSIONS
from events.filtersets.foreign_parameters import (
    FOREIGN_DIMENSIONS,
    FOREIGN_METRICS,
    FOREIGN_NAMES,
    unknown_name_hint,
)
from tests.api.helpers import get_json

KNOWN = (*EventFilterSet.parameters(), *PAGE_PARAMETERS)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("fatalities", "measure=killed&figure_min=1"),
        ("query", "q="),
        ("search", "q="),
        ("query[value]", "q="),
        ("sort", "ordering="),
        ("order_by", "ordering="),
        ("sort[]", "ordering="),
        ("page", "cursor="),
        ("offset", "cursor="),
        ("per_page", "limit="),
        ("per-page", "limit="),
        ("perPage", "limit="),
        ("size", "limit="),
        ("start_date", "date="),
        ("EndDate", "date="),
        ("event_date", "date="),
        ("event_date_where", "date="),
        ("year", "date="),
        ("fatalities__gte", "measure=killed"),
        ("iso", "country="),
        ("admin1", "location="),
        ("actor1", "initiator="),
        ("side_b", "target="),
        ("TypeOfViolence", "coding=ucdp:1"),
        ("event_id_cnty", "external_id="),
        ("SQLDATE", "date="),
        ("maxrecords", "limit="),
        ("select", "fields="),
        ("group_by[]", ""),
        ("event_type[]", "event_type=…&event_type=…"),
        ("event_type[0]", "event_type=…&event_type=…"),
        ("country__in", "country=…&country=…"),
        ("date[gte]", "date"),
        ("eventtype", "event_type"),
        ("Event-Type", "event_type"),
        ("participants", "participant"),
        ("ordring", "ordering"),
        ("meaure", "measure"),
        ("attributed_to_", "attributed_to"),
        ("publication_date", "reported=2024-01"),
        ("published-after", "reported=2024-01/.."),
        ("appname", ""),
        ("api_key", ""),
        ("id2", ""),
        ("x", ""),
        ("qqqqqqqqqqq", ""),
        ("mailto", ""),
    ],
)
def test_a_parameter_of_another_database_is_told_what_it_is_called_here(typed: str, written: str) -> None:
    hint = unknown_name_hint(typed, KNOWN)
    assert f"“{written}" in hint if written else not hint, hint


def test_no_name_stands_in_two_lines_of_the_table_and_each_is_plain() -> None:
    names = Counter(name for _, line in FOREIGN_NAMES for name in line.split())
    assert [name for name, times in names.items() if times > 1] == []
    assert all(name.isalnum() and name == name.lower() for name in names)


@pytest.mark.usefixtures("seeded")
def test_what_the_table_offers_is_understood_and_needs_nothing_more(client: Client) -> None:
    for query in (query for queries, _ in FOREIGN_NAMES for query in queries.split()):
        if query in ("cursor=...", "format=csv"):  # the place of a page, and a stream
            continue
        collections = ("events", "events/aggregate", "articles", "actors", "locations", "outlets", "claims")
        answers = [client.get(f"/api/v1/{one}/?{query}").status_code for one in collections]
        assert 200 in answers, query


@pytest.mark.usefixtures("seeded")
def test_near_matches_are_looked_for_only_so_often(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    query = "&".join(f"ordering{number:03}x=1" for number in range(900))
    compared: list[str] = []

    def record(name: str, _known: object) -> str:
        compared.append(name)
        return ""

    monkeypatch.setattr(foreign_parameters, "did_you_mean", record)
    problem = get_json(client, f"events/?{query}", 400)
    assert len(problem["errors"]) == 900
    assert len(compared) == 20


@pytest.mark.usefixtures("seeded")
def test_several_values_in_one_are_told_to_repeat_the_key(client: Client) -> None:
    for query, written in (
        ("event_type=assault,protest", "event_type=assault&event_type=protest"),
        ("participant=iraq|hamas", "participant=iraq&participant=hamas"),
        ("event_type=[assault;protest]", "event_type=assault&event_type=protest"),
        ("fields=id,title", "fields=id&fields=title"),
    ):
        assert f"repeat the key: “{written}”" in get_json(client, f"events/?{query}", 400)["detail"]


@pytest.mark.parametrize(
    ("query", "written"),
    [
        ("group_by=participant", "actor"),
        ("group_by=admin1", "location:admin1"),
        ("group_by=Location", "location:populated_place"),
        ("group_by=actro", "actor"),
        ("metric=events", "records"),
        ("metric=fatalities", "killed"),
        ("metric=kiled", "killed"),
    ],
)
@pytest.mark.django_db
def test_a_dimension_or_metric_of_another_database_is_told_ours(
    client: Client, query: str, written: str
) -> None:
    assert f"Did you mean “{written}”?" in get_json(client, f"events/aggregate/?{query}", 400)["detail"]


def test_foreign_words_are_told_words_that_are_there() -> None:
    for table, known in ((FOREIGN_DIMENSIONS, DIMENSIONS), (FOREIGN_METRICS, METRICS)):
        assert {ours for ours, _ in table} <= {*known}
        words = Counter(word for _, line in table for word in line.split())
        assert [word for word, times in words.items() if times > 1] == []
        assert not {*words} & {*known}
