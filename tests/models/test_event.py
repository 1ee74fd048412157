"""What is derived of an event: its bounds, its class, and what it is part of."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from events.models import Article, DateReport, Event, EventClosure, EventMode, EventRelation, Figure
from events.rules.dates import EARLIEST, LATEST, Bounds, DateError
from tests import factories as make

pytestmark = pytest.mark.django_db


def create_date_report(event: Event, aspect: str, edtf: str) -> DateReport:
    article = Article.objects.first() or make.article()
    return DateReport.objects.create(event=event, article=article, aspect=aspect, wording="Then", edtf=edtf)


def create_event(*reports: tuple[str, str], **columns: Any) -> Event:
    """An event as the database holds it after the change that made it."""
    with make.change():
        event = make.event(**columns)
        for aspect, edtf in reports:
            create_date_report(event, aspect, edtf)
    event.refresh_from_db()
    return event


def parse_bounds(*texts: str) -> Bounds:
    return Bounds(*(date.fromisoformat(text) for text in texts))


# Bounds


def test_the_bounds_of_a_campaign_hold_all_that_the_articles_report_of_its_begin() -> None:
    event = create_event(
        ("start", "2023-10-15~"),
        ("start", "2023-10-07"),
        form="series",
        factuality="ongoing",
        date_edtf="2023-10-15~/..",
        last_reported=date(2024, 1, 27),
    )
    assert (event.start_earliest, event.start_latest) == (date(2023, 10, 7), date(2023, 10, 20))
    assert (event.end_earliest, event.end_latest) == (date(2024, 1, 27), LATEST)
    assert event.seen_until == date(2024, 1, 27)
    assert event.date_precision == "day"


def test_an_event_without_a_date_has_open_bounds_whatever_is_reported() -> None:
    event = create_event(("whole", "2023"))
    assert event.bounds == Bounds(EARLIEST, LATEST, EARLIEST, LATEST)
    assert (event.seen_until, event.date_precision) == (LATEST, "")


@pytest.mark.parametrize(
    ("edtf", "reports", "bounds"),
    [
        ("2024-01-27", [], "2024-01-27 2024-01-27 2024-01-27 2024-01-27"),
        ("2024-01-27", [("whole", "2024-01-26")], "2024-01-26 2024-01-27 2024-01-26 2024-01-27"),
        ("2024-01-27", [("whole", "")], "2024-01-27 2024-01-27 2024-01-27 2024-01-27"),
        ("2024-01-27", [("not_before", "2023")], "2024-01-27 2024-01-27 2024-01-27 2024-01-27"),
        ("2024-01-27", [("not_after", "2025")], "2024-01-27 2024-01-27 2024-01-27 2024-01-27"),
        ("2024-01/2024-03", [("start", "2023-12")], "2023-12-01 2024-01-31 2024-03-01 2024-03-31"),
        ("2024-01/2024-03", [("end", "2024-05")], "2024-01-01 2024-01-31 2024-03-01 2024-05-31"),
        ("2024-01/2024-03", [("start", "2024-06")], "2024-01-01 2024-06-30 2024-03-01 2024-06-30"),
        (
            "2024-02",
            [("whole", "2024-01"), ("whole", "2024-03")],
            "2024-01-01 2024-03-31 2024-01-01 2024-03-31",
        ),
    ],
)
def test_the_bounds_are_the_union_of_the_date_and_its_reports(
    edtf: str, reports: list[tuple[str, str]], bounds: str
) -> None:
    event = create_event(*reports, date_edtf=edtf)
    assert event.bounds == parse_bounds(*bounds.split())
    assert event.seen_until == event.end_latest


def test_bounds_follow_a_report_that_is_changed_or_taken_away() -> None:
    event = create_event(("whole", "2023-12"), date_edtf="2024-01-27")
    assert event.start_earliest == date(2023, 12, 1)
    with make.change():
        DateReport.objects.update(edtf="2023-11")
    event.refresh_from_db()
    assert event.start_earliest == date(2023, 11, 1)
    with make.change():
        DateReport.objects.get().delete()
    event.refresh_from_db()
    assert event.start_earliest == date(2024, 1, 27)


def test_a_new_date_written_in_bulk_has_its_bounds_too() -> None:
    event = create_event(date_edtf="2024-01-27")
    with make.change():
        Event.objects.update(date_edtf="2023")
    event.refresh_from_db()
    assert event.bounds == parse_bounds("2023-01-01", "2023-12-31", "2023-01-01", "2023-12-31")
    assert event.date_precision == "year"


@pytest.mark.parametrize(
    ("factuality", "edtf", "last_reported", "end_earliest", "seen_until"),
    [
        ("ongoing", "2023/..", "2024-01-27", "2024-01-27", "2024-01-27"),
        ("ongoing", "2023/..", None, "2023-01-01", "9999-12-31"),
        ("ongoing", "2023/", "2024-01-27", "2023-01-01", "9999-12-31"),
        ("ongoing", "2023/2025", "2024-01-27", "2025-01-01", "2025-12-31"),
        ("occurred", "2023/..", None, "2023-01-01", "9999-12-31"),
    ],
)
def test_what_goes_on_is_seen_until_it_was_last_reported(
    factuality: str, edtf: str, last_reported: str | None, end_earliest: str, seen_until: str
) -> None:
    last = date.fromisoformat(last_reported) if last_reported else None
    event = create_event(form="process", factuality=factuality, date_edtf=edtf, last_reported=last)
    assert event.end_earliest.isoformat() == end_earliest
    assert event.seen_until.isoformat() == seen_until


def test_a_curator_narrows_a_bound_and_what_follows_from_it() -> None:
    event = create_event(
        ("start", "2023-10-07"),
        form="series",
        date_edtf="2023/2024",
        narrowed_start_earliest=date(2023, 10, 7),
        narrowed_end_latest=date(2024, 1, 27),
        narrowing_reason="Not before the attacks, not after publication.",
    )
    assert event.bounds == parse_bounds("2023-10-07", "2023-12-31", "2024-01-01", "2024-01-27")
    assert event.seen_until == date(2024, 1, 27)


def test_an_open_end_that_was_narrowed_is_seen_until_then() -> None:
    event = create_event(
        form="process",
        factuality="ongoing",
        date_edtf="2023/..",
        last_reported=date(2024, 1, 27),
        narrowed_end_latest=date(2024, 6, 30),
        narrowing_reason="It was over by then.",
    )
    assert event.seen_until == date(2024, 6, 30)


@pytest.mark.parametrize(
    ("bound", "day", "message"),
    [
        ("start_earliest", date(2022, 12, 31), "would widen start_earliest"),
        ("end_latest", date(2025, 1, 1), "would widen end_latest"),
        ("end_latest", date(2022, 1, 1), "cannot lie"),
    ],
)
def test_a_bound_can_only_be_narrowed_and_must_leave_some_time(bound: str, day: date, message: str) -> None:
    columns = {f"narrowed_{bound}": day, "narrowing_reason": "Because."}
    with pytest.raises(ValidationError, match=rf"event: .*{message}"):
        create_event(date_edtf="2023/2024", form="process", **columns)
    assert not Event.objects.exists()


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(DateError, match="2024-13"):
        create_event(date_edtf="2024-13")
    with make.change():
        event = make.event(form="series")
    event.date_edtf = "yesterday"
    with pytest.raises(ValidationError) as refusal:
        event.full_clean()
    assert set(refusal.value.message_dict) == {"date_edtf"}


def test_an_action_takes_one_date_and_a_date_from_outside_names_its_source() -> None:
    event = create_event()
    for form, edtf, fits in (
        ("action", "2024-01/2024-02", False),
        ("statement", "2024/..", False),
        ("action", "[2024-01-01..2024-01-27]", True),
        ("series", "2024-01/2024-02", True),
    ):
        event.form, event.date_edtf = form, edtf
        if fits:
            event.full_clean()
        else:
            with pytest.raises(ValidationError, match="has one date"):
                event.full_clean()
    event.date_basis = "external"
    with pytest.raises(ValidationError, match="outside source"):
        event.full_clean()


# Type and modes


@pytest.mark.parametrize(
    ("event_type", "modes", "quad_class", "intensity"),
    [
        ("", [], None, None),
        ("consult", [], 1, 2.5),
        ("consult", ["visit"], 1, 4.0),
        ("consult", ["third_party", "multilateral"], 1, 4.0),
        ("reject", ["assist"], 3, -1.5),
        ("aid", [], 2, 10.0),
    ],
)
def test_class_and_intensity_follow_from_type_and_modes(
    event_type: str, modes: list[str], quad_class: int | None, intensity: float | None
) -> None:
    with make.change():
        event = make.event(event_type=event_type)
        EventMode.objects.bulk_create(EventMode(event=event, mode=mode) for mode in modes)
    event.refresh_from_db()
    assert (event.quad_class, event.intensity) == (quad_class, intensity)


def test_class_and_intensity_follow_a_type_that_is_changed_in_bulk() -> None:
    event = create_event(event_type="consult")
    with make.change():
        Event.objects.update(event_type="aid")
    event.refresh_from_db()
    assert (event.quad_class, event.intensity) == (2, 10.0)


@pytest.mark.parametrize(("event_type", "known"), [("consult", "visit, third_party"), ("", "none")])
def test_a_mode_of_another_type_is_refused(event_type: str, known: str) -> None:
    with make.change():
        event = make.event(event_type=event_type)
    with pytest.raises(ValidationError, match=rf"event: withdraw is no mode of .*; its modes: {known}"):
        add_mode(event)
    assert not event.modes.exists()


def add_mode(event: Event) -> None:
    with make.change():
        EventMode.objects.create(event=event, mode="withdraw")


def test_a_type_cannot_change_under_its_modes() -> None:
    with make.change():
        EventMode.objects.create(event=make.event(event_type="consult"), mode="visit")
    with pytest.raises(ValidationError, match="visit is no mode of aid"), make.change():
        Event.objects.update(event_type="aid")


# Part of


def create_part_of(event: Event, whole: Event, **columns: Any) -> EventRelation:
    return EventRelation.objects.create(event=event, other=whole, **{"type": "part_of"} | columns)


def closure_rows() -> set[tuple[str, str, int]]:
    return set(EventClosure.objects.values_list("event__slug", "whole__slug", "depth"))


def test_an_event_lies_in_its_wholes_and_in_theirs() -> None:
    with make.change():
        strike, wave, war, talks = (make.event(slug) for slug in ("strike", "wave", "war", "talks"))
        create_part_of(strike, wave)
        create_part_of(wave, war)
        create_part_of(strike, talks)
    assert closure_rows() == {
        ("strike", "wave", 1),
        ("strike", "war", 2),
        ("wave", "war", 1),
        ("strike", "talks", 1),
    }
    with make.change():
        create_part_of(talks, war)
    assert closure_rows() >= {("strike", "war", 2), ("talks", "war", 1)}
    with make.change():
        EventRelation.objects.filter(event=wave).delete()
    assert ("wave", "war", 1) not in closure_rows()
    assert ("strike", "war", 2) in closure_rows()  # by way of the talks
    with make.change():
        EventRelation.objects.filter(event=talks).update(polarity="denied")
    assert closure_rows() == {("strike", "wave", 1), ("strike", "talks", 1)}


def test_only_what_is_affirmed_to_be_part_of_it_lies_in_a_whole() -> None:
    with make.change():
        one, other = make.event("one"), make.event("other")
        create_part_of(one, other, polarity="denied")
        create_part_of(one, other, type="follows")
        create_part_of(other, one, type="caused_by")
    assert closure_rows() == set()


def test_an_event_cannot_be_part_of_itself() -> None:
    with make.change():
        one, two, three = (make.event(slug) for slug in ("one", "two", "three"))
        create_part_of(one, two)
        create_part_of(two, three)
        create_part_of(three, one, polarity="denied")
    before = closure_rows()
    with pytest.raises(ValidationError, match=r"cannot be part of itself: .*one part of two part of three"):
        create_cycle(three, one)
    assert closure_rows() == before


def create_cycle(event: Event, whole: Event) -> None:
    with make.change():
        create_part_of(event, whole)


# Figures


def create_figure(event: Event, key: str, **columns: Any) -> Figure:
    return Figure.objects.create(
        event=event, key=key, **{"measure": "killed", "preferred": True, "qualifier": "unspecified"} | columns
    )


def test_figures_that_count_different_things_may_each_be_preferred() -> None:
    with make.change():
        event, soldiers, rebels = make.event(), make.actor("soldiers"), make.actor("rebels")
        create_figure(event, "a")
        create_figure(event, "b", measure="injured")
        create_figure(event, "c", unit="families")
        create_figure(event, "d", of_wording="the children")
        create_figure(event, "e").of.add(soldiers)
        create_figure(event, "f").of.add(rebels)
        create_figure(event, "g").of.add(rebels, soldiers)
        create_figure(event, "h", preferred=False)
        create_figure(make.event("other"), "a")
    groups = list(Figure.objects.filter(event=event, preferred=True).values_list("counted_group", flat=True))
    assert len(set(groups)) == 7


def test_of_figures_that_count_the_same_one_is_preferred() -> None:
    with make.change():
        event, rebels = make.event(), make.actor("rebels")
        create_figure(event, "a", of_wording="The wounded").of.add(rebels)
    with (
        pytest.raises(ValidationError, match="Two figures of one group are preferred, a and b"),
        make.change(),
    ):
        create_figure(event, "b", of_wording="the  wounded").of.add(rebels)
    with make.change():
        second = create_figure(event, "b")
    with make.change():
        second.of.add(rebels)
    with pytest.raises(ValidationError, match="Two figures of one group"), make.change():
        Figure.objects.filter(pk=second.pk).update(of_wording="the wounded")
    assert Figure.objects.filter(preferred=True).count() == 2


def test_the_preference_can_pass_from_one_figure_to_another_in_one_change() -> None:
    with make.change():
        event = make.event()
        first, second = create_figure(event, "a"), create_figure(event, "b", preferred=False)
    with make.change():
        first.preferred, second.preferred = False, True
        first.save()
        second.save()
    assert Figure.objects.get(preferred=True) == second


def test_a_duration_is_counted_in_a_unit_of_time() -> None:
    with make.change():
        one = create_figure(make.event(), "a", measure="duration", unit="P1D")
    one.full_clean()
    one.unit = "days"
    with pytest.raises(ValidationError, match="unit of a duration"):
        one.full_clean()
