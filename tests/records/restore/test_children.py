"""Lists of parts, written back."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import (
    Affiliation,
    Claim,
    ClaimSubject,
    Event,
    EventContext,
    EventRelation,
    EventSource,
    Evidence,
    Figure,
    LocationName,
)
from events.records.restore import restore_record
from events.rules.words import name_key
from tests import factories as make
from tests.record_rows import snapshot_of

pytestmark = pytest.mark.django_db


def restore(record: Any, form: dict[str, Any]) -> None:
    with make.change("write"):
        restore_record(record.COLLECTION, record.pk, form)


def figure(event: Event, key: str, **columns: Any) -> Figure:
    return Figure.objects.create(event=event, key=key, measure="injured", **columns)


def figure_rows(event: Event) -> dict[str, int]:
    return dict(event.figures.order_by("pk").values_list("key", "pk"))


def test_rows_in_order_stay_and_those_that_point_at_others_follow_them() -> None:
    with make.change():
        event, actor, claim, article = make.event(), make.actor(), make.claim(), make.article()
        figures = [figure(event, f"f{n}", value=n) for n in (1, 2, 3)]
        subject = ClaimSubject.objects.create(claim=claim, figure=figures[0])
        quotation = make.evidence(article, event=event, figure=figures[0])
        part = figure(event, "part", value=1, subset_of=figures[0])
        part.by.add(actor)
    before, rows = snapshot_of(event), figure_rows(event)
    first, *others = before["figures"]
    restore(event, before | {"figures": [others[0] | {"value": 20}, others[1], first, others[2]]})
    after = figure_rows(event)
    assert list(after) == ["f2", "f3", "f1", "part"]
    assert {key for key in rows if rows[key] == after[key]} == {"f2", "f3"}
    for row in (subject, quotation, part := Figure.objects.get(key="part")):
        row.refresh_from_db()
    assert subject.figure_id == quotation.figure_id == part.subset_of_id == after["f1"]
    assert Figure.objects.get(key="f2").value == 20
    assert list(part.by.values_list("slug", flat=True)) == ["actor"]
    restore(event, before)
    assert snapshot_of(event) == before


def test_the_same_list_is_not_written_and_items_are_told_apart_whatever_their_order_of_members() -> None:
    with make.change():
        event = make.event()
        figure(event, "f1", value=1)
    form, rows = snapshot_of(event), figure_rows(event)
    (item,) = form["figures"]
    with make.change("write"), CaptureQueriesContext(connection) as queries:
        restore_record(event.COLLECTION, event.pk, form)
    assert not [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    restore(event, form | {"figures": [dict(reversed(item.items())), item]})
    assert figure_rows(event) == rows


def test_a_word_stands_once_and_a_source_of_one_article_keeps_its_row() -> None:
    with make.change():
        event, article = make.event(), make.article()
        EventContext.objects.create(event=event, context="diplomatic")
        source = EventSource.objects.create(event=event, article=article)
    form = snapshot_of(event)
    restore(event, form | {"contexts": ["military", "military", "diplomatic"]})
    assert snapshot_of(event)["contexts"] == ["military", "diplomatic"]
    (item,) = form["sources"]
    restore(event, form | {"sources": [item | {"mention": "passing"}, item]})
    assert [(row.pk, row.mention) for row in event.sources.all()] == [(source.pk, "passing")]


def test_a_claim_may_be_about_one_thing_twice() -> None:
    with make.change():
        event, claim = make.event(), make.claim()
        ClaimSubject.objects.create(claim=claim, event=event)
    form = snapshot_of(claim)
    restore(claim, form | {"about": form["about"] * 2})
    assert Claim.objects.get().subjects.count() == 2
    restore(claim, form)
    assert Claim.objects.get().subjects.count() == 1


def test_what_only_one_row_may_be_passes_from_one_to_another() -> None:
    with make.change():
        event = make.event()
        for slug in ("a", "b"):
            event.places.create(location=make.location(slug), role="scene", primary=slug == "a")
        for key in ("f1", "f2"):
            figure(event, key, value=1, preferred=key == "f1")
    rows, form = figure_rows(event), snapshot_of(event)
    for members, flag in ((form["places"], "primary"), (form["figures"], "preferred")):
        for item in members:
            item[flag] = not item[flag]
    restore(event, form)
    assert list(event.figures.filter(preferred=True).values_list("key", flat=True)) == ["f2"]
    assert list(event.places.filter(primary=True).values_list("location__slug", flat=True)) == ["b"]
    assert figure_rows(event) == rows


def test_what_is_derived_follows_what_is_written() -> None:
    with make.change():
        actor, place = make.actor(), make.location()
        LocationName.objects.create(location=place, name="Old", language="en")
        Affiliation.objects.create(
            actor=actor, key="tie", type="member_of", object_actor=make.actor("body"), date_edtf="2020"
        )
    form, names = snapshot_of(actor), snapshot_of(place)
    form["affiliations"].append(form["affiliations"][0] | {"key": "new"})
    names["names"].append(names["names"][0] | {"name": "Al-Jadīd"})
    restore(actor, form)
    restore(place, names)
    bounds = {(str(row.start_earliest), str(row.end_latest)) for row in actor.affiliations.all()}
    assert (actor.affiliations.count(), bounds) == (2, {("2020-01-01", "2020-12-31")})
    assert LocationName.objects.get(name="Al-Jadīd").key_name == name_key("Al-Jadīd") != ""


def test_a_part_within_another_finds_it_by_its_key_or_is_refused() -> None:
    with make.change():
        event = make.event()
        figure(event, "inner", value=1, subset_of=figure(event, "outer", value=2))
    form = snapshot_of(event)
    inner = next(item for item in form["figures"] if item["key"] == "inner")
    outer = next(item for item in form["figures"] if item["key"] == "outer")
    restore(event, form | {"figures": []})
    restore(event, form | {"figures": [inner, outer]})
    assert Figure.objects.get(key="inner").subset_of == Figure.objects.get(key="outer")
    with pytest.raises(ValidationError) as refused:
        restore(event, form | {"figures": [inner]})
    assert refused.value.messages == ["events/event has no part “outer”, which another is within."]


def test_what_others_need_is_not_lost_and_they_are_named() -> None:
    with make.change():
        event, claim, other = make.event(), make.claim(), make.claim("other")
        for key in ("f1", "f2", "free"):
            figure(event, key)
        ClaimSubject.objects.create(claim=claim, figure=Figure.objects.get(key="f2"))
        ClaimSubject.objects.create(claim=claim, event=event)
        ClaimSubject.objects.create(claim=other, figure=Figure.objects.get(key="f1"))
    form = snapshot_of(event)
    with pytest.raises(ValidationError) as refused:
        restore(event, form | {"figures": []})
    assert refused.value.messages == [
        "events/event would lose “f1”, which claims/other needs.",
        "events/event would lose “f2”, which claims/claim needs.",
    ]
    restore(event, form | {"figures": [item for item in form["figures"] if item["key"] != "free"]})
    assert list(figure_rows(event)) == ["f1", "f2"]


def test_a_quotation_goes_with_the_part_that_it_supports() -> None:
    with make.change():
        event = make.event()
        make.evidence(make.article(), event=event, figure=figure(event, "f1"))
    form = snapshot_of(event)
    restore(event, form | {"figures": []})
    assert not Evidence.objects.exists()
    restore(event, form)
    assert snapshot_of(event) == form


def test_an_event_is_not_related_to_itself() -> None:
    with make.change():
        event = make.event()
        EventRelation.objects.create(event=event, other=make.event("other"), type="part_of")
    form = snapshot_of(event)
    restore(event, form | {"relations": []})
    restore(event, form)
    assert snapshot_of(event) == form
    text = str(form["relations"]).replace("events/other", "events/event")
    (item,) = form["relations"]
    changed = {
        name: {"ref": "events/event"} if value == {"ref": "events/other"} else value
        for name, value in item.items()
    }
    assert str([changed]) == text
    with pytest.raises(ValidationError, match="events/event would be related to itself"):
        restore(event, form | {"relations": [changed]})
