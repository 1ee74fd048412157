"""How far an event was worked through: sighted or coded, worked out from its members and quotations."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from events.models import Event, EventPlace, Evidence, Mirror
from tests import factories as make

pytestmark = pytest.mark.django_db
MakePart = Callable[[Event], Any]


def place(role: str) -> MakePart:
    return lambda event: EventPlace.objects.create(event=event, location=make.location(), role=role)


def participant(role: str, side: str = "") -> MakePart:
    return lambda event: make.participation(
        event, make.actor(f"{role}-{side or 'none'}"), role=role, side=side
    )


def not_stated(*members: str) -> MakePart:
    return lambda event: Event.objects.filter(pk=event.pk).update(not_stated=list(members))


def quoted(event: Event) -> None:
    make.evidence(make.article(), "They met", event=event)


ALL = ("type", "who", "whom", "where", "when")
TYPED: dict[str, Any] = {"event_type": "consult", "date_edtf": "2024"}
PARTS = (participant("initiator"), participant("target"), place("scene"), quoted)


def depth_of(columns: dict[str, Any], *parts: MakePart) -> str:
    with make.change():
        event = make.event(**columns)
        for part in parts:
            part(event)
    event.refresh_from_db()
    return str(event.depth)


@pytest.mark.parametrize(
    ("columns", "parts", "depth"),
    [
        ({}, (), "sighted"),
        (TYPED, PARTS, "coded"),
        (TYPED, PARTS[:3], "sighted"),
        (TYPED | {"event_type": ""}, PARTS, "sighted"),
        (TYPED | {"date_edtf": ""}, PARTS, "sighted"),
        (TYPED, PARTS[1:], "sighted"),
        (TYPED, (PARTS[0], *PARTS[2:]), "sighted"),
        (TYPED, (*PARTS[:2], quoted), "sighted"),
        (TYPED, (*PARTS[:2], place("about"), quoted), "sighted"),
        (TYPED, (*PARTS[:2], place("spoken_from"), quoted), "sighted"),
        (TYPED, (*PARTS[:2], place("destination"), quoted), "coded"),
        (TYPED, (participant("participant", "a"), *PARTS[1:]), "coded"),
        (TYPED, (participant("participant", "b"), *PARTS[1:]), "coded"),
        (TYPED, (participant("initiator", "a"), *PARTS[2:]), "sighted"),
        (TYPED, (participant("initiator", "a"), participant("host", "b"), *PARTS[2:]), "coded"),
        (TYPED, (participant("speaker"), *PARTS[1:]), "sighted"),
        ({}, (not_stated(*ALL), quoted), "coded"),
        ({}, (not_stated(*ALL),), "sighted"),
        ({}, (not_stated(*ALL[1:]), quoted), "sighted"),
        (TYPED, (not_stated("who", "whom", "where"), quoted), "coded"),
        (TYPED, (not_stated("who", "whom"), place("about"), quoted), "sighted"),
        (TYPED, (not_stated("who", "whom", "where"), place("about"), quoted), "coded"),
    ],
)
def test_coded_is_what_has_every_member_filled_or_not_stated_and_a_quotation(
    columns: dict[str, Any], parts: tuple[MakePart, ...], depth: str
) -> None:
    assert depth_of(columns, *parts) == depth


@pytest.mark.parametrize(
    ("columns", "part", "member"),
    [
        ({"event_type": "consult"}, lambda _: None, "type"),
        ({}, participant("initiator"), "who"),
        ({}, participant("participant", "b"), "who"),
        ({}, participant("target"), "whom"),
        ({}, place("scene"), "where"),
        ({"date_edtf": "2024"}, lambda _: None, "when"),
    ],
)
def test_what_is_filled_cannot_be_marked_as_not_stated(
    columns: dict[str, Any], part: MakePart, member: str
) -> None:
    with pytest.raises(ValidationError, match=f"event: “{member}” is filled, and marked as not stated"):
        depth_of(columns, part, not_stated(member))


def test_a_quotation_that_does_not_stand_in_its_text_makes_nothing_coded() -> None:
    assert depth_of({}, not_stated(*ALL), quoted) == "coded"
    with make.change():
        Evidence.objects.update(start=1)
    assert Event.objects.get().depth == "sighted"


def test_offsets_count_code_points() -> None:
    def quote_behind_wide_letters(event: Event) -> None:
        article = make.article("wide", text="🕊 e\u0301té. They met in Baghdad.")
        make.evidence(article, "met in", event=event)

    assert depth_of({}, not_stated(*ALL), quote_behind_wide_letters) == "coded"


def test_a_text_that_is_not_here_is_compared_where_a_mirror_reads_it() -> None:
    def quote_of_nothing(event: Event) -> None:
        row = {"start": 0, "end": 5, "quote": "", "event": event}
        Evidence.objects.bulk_create([Evidence(article=make.article(text="", access="quotes"), **row)])

    assert depth_of({}, not_stated(*ALL), quote_of_nothing) == "sighted"
    Mirror.objects.create(url="https://example.org")
    with make.change():
        Event.objects.get().save()
    assert Event.objects.get().depth == "coded"


def test_depth_follows_every_later_change() -> None:
    assert depth_of(TYPED, *PARTS) == "coded"
    with make.change():
        EventPlace.objects.get().delete()
    assert Event.objects.get().depth == "sighted"
    with make.change():
        Event.objects.update(not_stated=["where"])
    assert Event.objects.get().depth == "coded"
    with make.change():
        Evidence.objects.all().delete()
    assert Event.objects.get().depth == "sighted"


@pytest.mark.parametrize("value", ["who", {}, ["whose"], ["who", "who"], [["who"]], [None], 1])
def test_not_stated_is_a_list_of_its_words(value: Any) -> None:
    with make.change():
        event = make.event()
    event.not_stated = value
    if value:  # Django cleans no empty value; the change does
        with pytest.raises(ValidationError, match="not_stated"):
            event.full_clean()
    with pytest.raises(ValidationError, match="A list of these words"), make.change():
        event.save()
