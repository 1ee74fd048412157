"""Filters that several collections share."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from events import write_guard
from events.choices import Collection
from events.filtersets import common
from events.filtersets.base import PublicFilter
from events.models import Actor, Article, Contradiction, DateReport, ExternalId, Figure, Location
from events.models.record import Record
from events.rules.dates import DateSpan
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(model: type[Record], parameter: PublicFilter, *texts: str) -> Sequence[str]:
    """The ids that values of a parameter find."""
    condition = parameter.condition(parameter.read(list(texts)), {})
    return sorted(model._base_manager.filter(condition).values_list("slug", flat=True))


def test_an_id_in_another_database_is_one_of_those_that_are_named() -> None:
    with make.change():
        for slug, scheme, value in (("a", "wikidata", "Q1"), ("b", "wikidata", "Q2"), ("c", "viaf", "Q1")):
            actor = make.actor(slug, review_status="published")
            ExternalId.objects.create(actor=actor, scheme=scheme, value=value)
        make.actor("none")
    parameter = common.external_id_filter("actor")
    assert found(Actor, parameter, "wikidata:Q1") == ["a"]
    assert found(Actor, parameter, "wikidata:Q1", "wikidata:Q2") == ["a", "b"]
    assert found(Actor, parameter, "viaf:Q2") == []
    assert found(Actor, parameter, "none") == ["none"]
    assert found(Actor, parameter, "none", "viaf:Q1") == ["c", "none"]


@pytest.mark.parametrize(
    ("span", "slugs"),
    [
        ("2024-01", ["day", "month", "year"]),
        ("2024-01-28", ["month", "year"]),
        ("2024-02", ["year"]),
        ("2024-01-27/..", ["day", "month", "year"]),
        ("../2023", []),
    ],
)
def test_dates_that_may_lie_in_a_span_overlap_it(span: str, slugs: list[str]) -> None:
    with make.change():
        for slug, edtf in (("day", "2024-01-27"), ("month", "2024-01"), ("year", "2024"), ("undated", "")):
            make.article(slug, date_edtf=edtf)
    condition = common.date_overlaps([DateSpan.parse(span)])
    assert sorted(Article.objects.filter(condition).values_list("slug", flat=True)) == slugs
    assert found(Article, common.publication_date_filter(), span) == slugs


def test_what_changed_at_a_time_or_later_is_found() -> None:
    with make.change():
        make.actor("old")
        make.actor("new")
    moment = timezone.now()
    with write_guard.suspended():
        Actor.objects.filter(slug="new").update(updated_at=moment)
        Actor.objects.filter(slug="old").update(updated_at=moment - timedelta(microseconds=1))
    parameter = common.updated_since_filter()
    assert found(Actor, parameter, moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")) == ["new"]


def test_a_name_finds_the_records_of_one_collection_that_are_called_so() -> None:
    with make.change():
        for slug, name in (
            ("one", "Wadi al-Salam"),
            ("two", "Wadi al Salám"),
            ("more", "Wadi al-Salam Road"),
        ):
            make.location(slug, name=name, review_status="published")
        make.actor("one", name="Wadi al-Salam", review_status="published")
        make.actor("two", name="Salam", review_status="published")
    assert found(Location, common.name_filter(Collection.LOCATIONS), "wadi al-salam") == ["one", "two"]
    assert found(Actor, common.name_filter(Collection.ACTORS), "wadi al-salam") == ["one"]
    assert found(Actor, common.name_filter(Collection.ACTORS), "wadi al-salam", "Salam") == ["one", "two"]


def test_times_and_spans_stand_alone_and_words_do_not() -> None:
    assert common.updated_since_filter().single
    assert common.publication_date_filter().single
    for parameter in (
        common.dataset_filter(),
        common.country_filter("The country"),
        common.name_filter(Collection.ACTORS),
    ):
        assert parameter.excludable
    assert common.dataset_filter().field.model.COLLECTION.value == "datasets"
    assert common.dataset_filter().takes_any
    assert not common.country_filter("The country").takes_any


def test_a_contradiction_counts_by_the_record_on_its_side_being_public() -> None:
    with make.change():
        events = {status: make.event(status, review_status=status) for status in ("published", "draft")}
        claims = {
            status: make.claim(f"c-{status}", review_status=status) for status in ("published", "draft")
        }
        article = make.article(review_status="published")
        for status, event in events.items():
            figure = Figure.objects.create(event=event, key="f", measure="killed", value=1)
            report = DateReport.objects.create(event=event, key="d", edtf="2024", article=article)
            other = make.claim(f"other-{status}")
            for end in (
                {"left_figure": figure},
                {"left_date_report": report},
                {"left_claim": claims[status]},
            ):
                Contradiction.objects.create(**end, right_claim=other, how="value", note=status)
    for side, count in (("left", 3), ("right", 0)):
        rows = common.publicly_contradicting(side)
        assert (rows.count(), {row.note for row in rows}) == (count, {"published"} if count else set())
