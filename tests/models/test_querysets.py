"""Querysets and the conditions of filters: the database's answer is that of the rules."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.filtersets import EventFilterSet
from events.models import Actor, Event, EventPlace, Location
from events.rules.dates import EARLIEST, LATEST, Bounds, DateSpan, EventDate
from tests import factories as make

pytestmark = pytest.mark.django_db


def matching_events(**asked: list[Any]) -> QuerySet[Event]:
    """The events that meet these filters."""
    return Event.objects.filter(EventFilterSet.condition({k: v for k, v in asked.items() if v}))


DAYS = st.dates(min_value=date(2023, 12, 25), max_value=date(2024, 1, 8))


@st.composite
def dates(draw: st.DrawFn) -> str:
    """EDTF strings about the turn of one year, open, unknown and approximate ones among them."""
    first, last = sorted([draw(DAYS), draw(DAYS)])
    forms = [
        "",
        f"{first}",
        f"{first}~",
        f"{first:%Y-%m}",
        f"{first:%Y}",
        f"{first}/{last}",
        f"{first}/..",
        f"{first}~/..",
        f"../{last}",
        f"{first}/",
        f"/{last}",
        f"[{first}..{last}]",
        f"[..{last}]",
        f"[{first}..]",
        f"{{{first},{last}}}",
    ]
    return draw(st.sampled_from(forms))


@st.composite
def spans(draw: st.DrawFn) -> DateSpan:
    """Spans about the same time, open ones among them."""
    first, last = sorted([draw(DAYS), draw(DAYS)])
    return DateSpan.parse(
        draw(st.sampled_from([f"{first}/{last}", f"{first}", f"{first}/..", f"../{last}", "2024"]))
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(dates(), st.one_of(st.none(), DAYS)), min_size=1, max_size=5),
    st.lists(spans(), min_size=1, max_size=4),
)
def test_what_occurs_in_a_span_is_what_the_rules_say(
    drawn: list[tuple[str, date | None]], asked: list[DateSpan]
) -> None:
    with transaction.atomic():
        with make.change():
            for number, (edtf, last_reported) in enumerate(drawn):
                ongoing = "ongoing" if last_reported else "occurred"
                columns = {"form": "process", "factuality": ongoing, "last_reported": last_reported}
                make.event(f"event-{number}", date_edtf=edtf, **columns)
        for span, match in product(asked, ("possible", "certain", "within")):
            found = (
                matching_events(date=[span], date_match=[match]).order_by("pk").values_list("slug", flat=True)
            )
            expected = [
                n for n, (edtf, last) in enumerate(drawn) if edtf and expected_match(edtf, last, span, match)
            ]
            assert list(found) == [f"event-{number}" for number in expected]
        transaction.set_rollback(True)


def expected_match(edtf: str, last_reported: date | None, span: DateSpan, match: str) -> bool:
    """The answer in pure Python."""
    known = EventDate.parse(edtf)
    pieces = known.pieces
    if match == "possible" and pieces:
        return any(piece.earliest <= span.last and piece.latest >= span.first for piece in pieces)
    if match == "certain" and any(piece.sure_from for piece in pieces):
        return any(
            (piece.sure_from or LATEST) <= span.last and (piece.sure_until or EARLIEST) >= span.first
            for piece in pieces
        )
    bounds, seen_until = known.bounds, None
    if last_reported and known.open_end:
        surely = max(bounds.end_earliest, last_reported)
        bounds = Bounds(bounds.start_earliest, min(bounds.start_latest, LATEST), surely, LATEST)
        seen_until = last_reported
    if match == "possible":
        return bounds.possible(span, seen_until)
    return bounds.certain(span) if match == "certain" else bounds.within(span)


@pytest.mark.parametrize(
    ("text", "match", "found"),
    [
        ("2023-10", "possible", True),
        ("2023-09", "possible", False),
        ("2023-10-06", "possible", False),
        ("2023-10-07", "possible", True),
        ("2023-10-07", "certain", False),
        ("2023-10-20", "certain", True),
        ("2023-11", "certain", True),
        ("2024-01-27", "certain", True),
        ("2024-01-28", "certain", False),
        ("2024-01-28", "possible", False),
        ("2023/2024", "within", False),
        ("2023/..", "within", True),
    ],
)
def test_the_campaign_of_the_codebook_meets_the_spans_that_it_should(
    text: str, match: str, found: bool
) -> None:
    with make.change():
        event = make.event(
            form="series",
            factuality="ongoing",
            date_edtf="2023-10-15~/..",
            last_reported=date(2024, 1, 27),
        )
        article = make.article()
        for edtf in ("2023-10-15~", "2023-10-07"):
            event.date_reports.create(article=article, aspect="start", wording="Since", edtf=edtf)
    assert matching_events(date=[DateSpan.parse(text)], date_match=[match]).exists() == found


def test_an_event_without_a_date_occurs_at_no_time() -> None:
    with make.change():
        make.event()
    everything = DateSpan.parse("0001/..")
    for match in ("possible", "certain", "within"):
        assert not matching_events(date=[everything], date_match=[match]).exists()


def test_actor_and_role_hold_for_one_participation() -> None:
    with make.change():
        us, iraq = make.actor("us"), make.actor("iraq")
        event, other = make.event(), make.event("other")
        make.participation(event, us, "initiator")
        make.participation(event, iraq, "target")
        make.participation(event, iraq, "victim")
        make.participation(other, us, "target")

    def found(actors: list[Actor], roles: list[str]) -> list[str]:
        chosen = matching_events(participant=[actor.pk for actor in actors], participant_role=roles)
        return sorted(chosen.values_list("slug", flat=True))

    assert found([us], ["initiator"]) == ["event"]
    assert found([us], ["target"]) == ["other"]  # both are in the first event, but not in one row
    assert found([iraq], ["target", "victim"]) == ["event"]
    assert found([us, iraq], ["target"]) == ["event", "other"]
    assert found([us], []) == ["event", "other"]
    assert found([], ["victim"]) == ["event"]
    assert found([], ["speaker"]) == []


def test_an_event_lies_inside_what_holds_its_places() -> None:
    with make.change():
        iraq, south = make.location("iraq", kind="country"), make.location("south", kind="region")
        dhi_qar = make.location("dhi-qar", kind="admin1", parent=iraq)
        dhi_qar.also_in.add(south)
        town = make.location("town", parent=dhi_qar)
        for slug, role in (
            ("scene", "scene"),
            ("target", "target"),
            ("from", "spoken_from"),
            ("about", "about"),
        ):
            EventPlace.objects.create(event=make.event(slug), location=town, role=role)
        twice = make.event("twice")
        for place in (town, dhi_qar, iraq):
            EventPlace.objects.create(event=twice, location=place)
        make.event("nowhere")

    def found(*places: Location) -> list[str]:
        chosen = matching_events(location=[place.pk for place in places])
        return sorted(chosen.values_list("slug", flat=True))

    everywhere = ["scene", "target", "twice"]
    assert found(town) == found(dhi_qar) == found(south) == everywhere
    assert found(iraq, town) == everywhere  # each once
    with make.change():
        dhi_qar.also_in.clear()
    assert found(south) == []


def test_the_public_sees_published_records_alone() -> None:
    with make.change():
        for status in ("draft", "in_review", "published", "rejected", "withdrawn"):
            make.event(status, review_status=status, withdrawn_reason="Wrong")
    assert [event.slug for event in Event.objects.published()] == ["published"]


def test_many_rows_are_noted_whatever_picks_them() -> None:
    with make.change():
        make.event("one")
        make.event("two")
    with make.change() as change:
        Event.objects.order_by("-slug").exclude(slug="one").update(title="New")
    assert [revision.slug for revision in change.revisions] == ["two"]
    with pytest.raises(ValidationError, match="is no mode"), make.change():
        Event.objects.get(slug="one").modes.create(mode="visit")
