"""Quotations, written back."""

from typing import Any

import pytest

from events.models import Article, ArticlePart, Claim, Event, Evidence, Figure
from events.records.restore.evidence import Quotations, restore_evidence
from events.records.restore.references import ResolvedReferences
from tests import factories as make

pytestmark = pytest.mark.django_db
TEXT = "Talks ended. Two died. Three fled."
Row = tuple[str, str, str]


@pytest.fixture
def event() -> Event:
    """An event with a figure, and two articles of a headline and a body."""
    with make.change():
        event = make.event()
        Figure.objects.create(event=event, key="deaths", measure="killed", value=2)
        for slug in ("one", "two"):
            article = make.article(slug, TEXT)
            for start, end, kind in ((0, 12, "headline"), (12, len(TEXT), "body")):
                ArticlePart.objects.create(article=article, start=start, end=end, kind=kind)
    return event


def quotation(slug: str, words: str, supports: str = "part") -> dict[str, Any]:
    """As it is stored."""
    start = TEXT.index(words)
    place = {"start": start, "end": start + len(words), "quote": words}
    return {"article": {"ref": f"articles/{slug}"}, "supports": supports} | place


def restore(event: Event, wanted: Quotations) -> None:
    stored = {"about": [{"ref": "articles/one"}, {"ref": "articles/two"}]}
    with make.change():
        restore_evidence({"event": event.pk}, wanted, ResolvedReferences("events/event", event.pk, stored))


def rows(event: Event) -> dict[int, tuple[Any, ...]]:
    columns = ("article__slug", "quote", "supports", "part", "figure__key")
    return {pk: tuple(row) for pk, *row in event.evidence.order_by("pk").values_list("pk", *columns)}


def test_quotations_are_written_with_what_they_support_and_the_passage_that_they_stand_in(
    event: Event,
) -> None:
    figure = Figure.objects.get()
    of_event = [quotation("one", "Talks", "type"), quotation("two", "Three fled", "existence")]
    of_figure = [quotation("one", "Two died"), quotation("two", "ended")]
    restore(event, [("", event.pk, of_event), ("figure", figure.pk, of_figure)])
    first = rows(event)
    assert sorted(first.values(), key=str) == sorted(
        [
            ("one", "Talks", "type", "headline", None),
            ("two", "Three fled", "existence", "body", None),
            ("one", "Two died", "part", "body", "deaths"),
            ("two", "ended", "part", "headline", "deaths"),
        ],
        key=str,
    )
    places = [(row.start, row.end, row.quote) for row in Evidence.objects.order_by("pk")]
    assert all(TEXT[start:end] == quote for start, end, quote in places)
    # Written as they are, no row gives way; and others go and come, in their order.
    restore(event, [("", event.pk, of_event), ("figure", figure.pk, of_figure)])
    assert rows(event) == first
    restore(event, [("", event.pk, [of_event[1], quotation("one", "Talks", "factuality")])])
    last = rows(event)
    assert sorted(last.values()) == [
        ("one", "Talks", "factuality", "headline", None),
        ("two", "Three fled", "existence", "body", None),
    ]
    assert len(last.keys() & first.keys()) == 1


def test_quotations_of_one_place_keep_their_order_and_those_of_others_their_rows(event: Event) -> None:
    place = [quotation("one", "Talks", supports) for supports in ("type", "factuality")]
    elsewhere = [quotation("two", "Talks", "type"), quotation("one", "Two", "type")]
    restore(event, [("", event.pk, [*place, *elsewhere])])
    first = rows(event)
    restore(event, [("", event.pk, [*elsewhere[::-1], *place])])
    assert rows(event) == first
    restore(event, [("", event.pk, [*elsewhere, *place[::-1]])])
    assert [row[2] for row in rows(event).values() if row[:2] == ("one", "Talks")] == ["factuality", "type"]


def test_a_quotation_of_a_claim_belongs_to_no_event_and_other_records_keep_theirs(event: Event) -> None:
    with make.change():
        claim = make.claim()
        make.evidence(Article.objects.get(slug="one"), "Talks", event=event, supports="type")
    stored = {"about": [{"ref": "articles/one"}]}
    found = ResolvedReferences("claims/claim", claim.pk, stored)
    with make.change():
        restore_evidence({"claim": claim.pk}, [("claim", claim.pk, [quotation("one", "Two died")])], found)
    (row,) = Claim.objects.get().evidence.all()
    assert (row.event_id, row.quote, row.supports, row.part) == (None, "Two died", "part", "body")
    assert event.evidence.count() == 1


def test_without_passages_a_quotation_stands_in_none(event: Event) -> None:
    with make.change():
        ArticlePart.objects.all().delete()
    restore(event, [("", event.pk, [quotation("one", "Talks", "type")])])
    assert [row[3] for row in rows(event).values()] == [""]
