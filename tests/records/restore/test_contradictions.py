"""Contradictions, written back from either of their ends."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from events.choices import Collection
from events.models import Claim, Contradiction, Event, Figure
from events.records.restore import restore_record
from events.records.restore.contradictions import ContradictionValues, contradictions_in
from events.records.restore.references import Endpoint, ResolvedReferences
from tests import factories as make
from tests.record_rows import snapshot_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    """An event with three figures, and a claim that contradicts two of them on either hand."""
    with make.change():
        event, claim = make.event(), make.claim()
        first, second, _ = (
            Figure.objects.create(event=event, key=f"f{n}", measure="killed", value=n) for n in (1, 2, 3)
        )
        Contradiction.objects.create(left_figure=first, right_claim=claim, how="numbers", note="One.")
        Contradiction.objects.create(left_claim=claim, right_figure=second, how="value")
    return event


def rows() -> dict[int, tuple[str, str, str, str]]:
    """By their keys: left, right, how and note."""
    return {
        one.pk: (
            one.left_figure.key if one.left_figure else "claim",
            one.right_figure.key if one.right_figure else "claim",
            one.how,
            one.note,
        )
        for one in Contradiction.objects.order_by("pk")
    }


def restore(record: Any, form: dict[str, Any]) -> None:
    with make.change("write"):
        restore_record(record.COLLECTION, record.pk, form)


def test_the_same_is_not_written_and_what_differs_keeps_its_row_and_hands(event: Event) -> None:
    before, claim = rows(), Claim.objects.get()
    assert list(before.values()) == [("f1", "claim", "numbers", "One."), ("claim", "f2", "value", "")]
    for record in (event, claim):
        restore(record, snapshot_of(record))
        assert rows() == before
    form = snapshot_of(claim)
    form["contradicts"][1]["note"] = "Two."
    form["contradicts"][0] |= {"note": None, "how": "value"}
    restore(claim, form)
    assert rows() == dict(
        zip(before, [("f1", "claim", "value", ""), ("claim", "f2", "value", "Two.")], strict=True)
    )
    restore(event, snapshot_of(event) | {"contradictions": []})
    assert rows() == {}


def test_what_goes_and_comes_belongs_to_both_ends(event: Event) -> None:
    claim, before = Claim.objects.get(), rows()
    was = {record: snapshot_of(record) for record in (event, claim)}
    form = was[claim] | {"contradicts": was[claim]["contradicts"][1:]}
    with make.change("write") as change:
        restore_record(Collection.CLAIMS, claim.pk, form)
    assert {revision.collection for revision in change.revisions} == {"claims", "events"}
    assert list(rows().values()) == [before[pk] for pk in list(before)[1:]]
    restore(claim, was[claim])
    assert snapshot_of(claim) == was[claim]
    restore(event, was[event])
    assert snapshot_of(event) == was[event]
    # A part can go together with what contradicts it.
    restore(
        event,
        was[event]
        | {"figures": was[event]["figures"][1:], "contradictions": was[event]["contradictions"][1:]},
    )
    assert [row[1] for row in rows().values()] == ["f2"]
    restore(event, was[event])
    assert snapshot_of(event) == was[event]


@pytest.mark.usefixtures("event")
def test_rows_in_the_wrong_order_give_way_and_keep_their_hands() -> None:
    claim = Claim.objects.get()
    form = snapshot_of(claim)
    form["contradicts"].reverse()
    restore(claim, form)
    assert snapshot_of(claim) == form
    assert [row[:2] for row in rows().values()] == [("claim", "f2"), ("f1", "claim")]


def test_what_became_one_does_not_contradict_itself() -> None:
    with make.change():
        one, other, third = (make.claim(slug) for slug in ("one", "other", "third"))
        Contradiction.objects.create(left_claim=one, right_claim=other, how="value")
        Contradiction.objects.create(left_claim=third, right_claim=one, how="value", note="Third.")
    stored = snapshot_of(one)
    found = ResolvedReferences("claims/one", one.pk, stored)
    ends = [Endpoint("claim", f"claims/{slug}", None) for slug in ("one", "other", "third")]
    assert contradictions_in(stored, found) == [
        ContradictionValues(ends[0], ends[1], "value", ""),
        ContradictionValues(ends[0], ends[2], "value", "Third."),
    ]
    with make.change() as change:
        Contradiction.objects.all().delete()
        change.merged_into[Collection.CLAIMS, other.pk] = "one"
        other.delete()
    with pytest.raises(ValidationError, match="claims/one: claims/one would contradict itself"):
        restore(one, stored)


def test_a_contradiction_is_the_same_from_either_hand() -> None:
    left, right = Endpoint("claim", "claims/a", None), Endpoint("figure", "events/b", "c")
    one = ContradictionValues(left, right, "value", "Note.")
    assert one.turned() == ContradictionValues(right, left, "value", "Note.")
    assert one.name == one.turned().name != one._replace(right=left).name
