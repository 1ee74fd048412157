"""The filters of contradictions: each finds by either end, and by no other kind of end."""

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from events.filtersets.contradiction import ContradictionFilterSet
from events.models import Affiliation, Contradiction, DateReport, Figure
from tests import factories as make

pytestmark = pytest.mark.django_db
ENDS = {"claim": "claim", "figure": "event", "date_report": "event", "affiliation": "actor"}
"""The filter that asks for the record of each kind of end."""


@pytest.fixture
def pairs() -> dict[str, list[int]]:
    """The contradictions between two ends of each kind, one a hand; how is `direct` for claims alone."""
    with make.change():
        article = make.article(review_status="published")
        boss, *actors = (make.actor(slug, review_status="published") for slug in ("boss", "left", "right"))
        events = [make.event(slug, review_status="published") for slug in ("left", "right")]
        ends: dict[str, list[Any]] = {
            "claim": [make.claim(slug, review_status="published") for slug in ("left", "right")],
            "figure": [Figure.objects.create(event=one, measure="killed", value=1) for one in events],
            "date_report": [
                DateReport.objects.create(event=one, article=article, wording="2024", edtf="2024")
                for one in events
            ],
            "affiliation": [
                Affiliation.objects.create(actor=one, type="leads", object_actor=boss) for one in actors
            ],
        }
        made: dict[str, list[int]] = {}
        for kind, (left, right) in ends.items():
            how = "direct" if kind == "claim" else "numeric"
            hands = {f"left_{kind}": left, f"right_{kind}": right}
            made.setdefault(ENDS[kind], []).append(Contradiction.objects.create(how=how, **hands).pk)
    return made


def found(name: str, *values: str) -> list[int]:
    """What a filter finds, each once."""
    parsed, errors = ContradictionFilterSet.read(MultiValueDict({name: list(values)}))
    assert errors == {}
    rows = Contradiction.objects.filter(ContradictionFilterSet.condition(parsed))
    return list(rows.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("name", sorted(set(ENDS.values())))
def test_a_record_finds_what_has_it_at_either_end(pairs: dict[str, list[int]], name: str) -> None:
    others = sorted(pk for other, pks in pairs.items() if other != name for pk in pks)
    for values in (["left"], ["right"], ["left", "right"]):
        assert found(name, *values) == pairs[name]
        assert found(f"exclude_{name}", *values) == others


def test_an_actor_at_the_other_end_of_a_tie_is_no_end(pairs: dict[str, list[int]]) -> None:
    assert pairs
    assert found("actor", "boss") == []


def test_the_way_of_a_contradiction_finds_it(pairs: dict[str, list[int]]) -> None:
    assert found("how", "direct") == pairs["claim"]
    assert found("how", "numeric") == sorted(pairs["event"] + pairs["actor"])
