"""What every record and part has: ids and keys, texts that stand still, help for curators."""

from hashlib import sha256

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from events.models import (
    Affiliation,
    Article,
    Coding,
    DateReport,
    EventPlace,
    EventRelation,
    Evidence,
    Figure,
    Participation,
)
from events.models.record import Child, KeyedChild, Record, record_models, references_to
from tests import factories as make

pytestmark = pytest.mark.django_db


# Keys


def test_a_part_is_named_after_what_it_holds() -> None:
    with make.change():
        event, other, actor, place = (
            make.event(),
            make.event("other"),
            make.actor("us-forces"),
            make.location(),
        )
        article = make.article("the-article")
        parts: list[KeyedChild] = [
            make.participation(event, actor, "initiator"),
            EventPlace.objects.create(event=event, location=place, role="spoken_from"),
            EventRelation.objects.create(event=event, other=other, type="part_of"),
            DateReport.objects.create(event=event, article=article, aspect="not_before", wording="Later"),
            Figure.objects.create(
                event=event, measure="killed", qualifier="more_than", low=150, wording="more than 150"
            ),
            Affiliation.objects.create(actor=actor, type="from", object_location=place),
            Affiliation.objects.create(actor=actor, type="allied_with", object_actor=make.actor("b")),
        ]
    assert [part.key for part in parts] == [
        "initiator-us-forces",
        "spoken-from-place",
        "part-of-other",
        "not-before-the-article",
        "killed-more-than-150",
        "from-place",
        "allied-with-b",
    ]
    for part in parts:
        part.full_clean()


def test_a_second_part_of_the_same_words_is_numbered() -> None:
    with make.change():
        event, other, actor = make.event(), make.event("other"), make.actor()
        keys = [make.participation(event, actor).key for _ in range(3)]
        apart = make.participation(other, actor).key
        given = make.participation(event, actor, key="by-hand")
        given.role = "host"
        given.save()
        cut = make.participation(event, make.actor("a" * 80)).key
    assert keys == ["initiator-actor", "initiator-actor-2", "initiator-actor-3"]
    assert (apart, given.key) == ("initiator-actor", "by-hand")
    assert len(cut) <= 80
    assert len(set(Participation.objects.filter(event=event).values_list("key", flat=True))) == 5


def test_a_freed_key_does_not_make_its_followers_move() -> None:
    with make.change():
        event, actor = make.event(), make.actor()
        first, second = (make.participation(event, actor) for _ in range(2))
    with make.change():
        first.delete()
        second.save()
        third = make.participation(event, actor)
    assert (second.key, third.key) == ("initiator-actor-2", "initiator-actor")


# Texts


def test_a_text_stands_still_under_its_quotations() -> None:
    with make.change():
        article, free = make.article(), make.article("free")
        make.evidence(article, "Baghdad", event=make.event())
    article.refresh_from_db()
    article.full_clean()
    article.text = free.text = "They met in Basra."
    free.full_clean()
    with pytest.raises(ValidationError, match="cannot change"):
        article.full_clean()


def test_the_hash_of_an_article_is_that_of_its_text() -> None:
    with make.change():
        article = make.article(text="“Ünïcode”")
    assert article.sha256 == sha256("“Ünïcode”".encode()).hexdigest()
    with make.change():
        article.text += "."
        article.save()
    assert Article.objects.get().sha256 == sha256("“Ünïcode”.".encode()).hexdigest()


def test_a_quotation_stands_verbatim_at_its_place_counted_in_code_points() -> None:
    with make.change():
        article = make.article(text="\N{OLD ITALIC LETTER A} “said” he")
        article.parts.create(kind="caption", start=0, end=8)
        article.parts.create(kind="body", start=9, end=11)
        event, other = make.event(), make.event("other")
        quotation = make.evidence(article, "“said”", event=event)
        part = make.participation(other, make.actor())
    assert (quotation.start, quotation.end, quotation.part) == (2, 8, "caption")
    quotation.full_clean()
    quotation.start, quotation.end = 3, 9
    with pytest.raises(ValidationError, match="do not stand at this place"):
        quotation.full_clean()
    quotation.start, quotation.end, quotation.participation = 2, 8, part
    with pytest.raises(ValidationError, match="belongs to another event"):
        quotation.full_clean()


def test_a_quotation_of_a_part_says_so_by_itself() -> None:
    with make.change():
        event = make.event()
        part = make.participation(event, make.actor())
        quotation = make.evidence(make.article(), event=event, participation=part, supports="type")
    assert quotation.supports == "part"
    assert quotation.supported_object() == part
    assert Evidence.objects.get().supports == "part"


# All models


def test_every_column_helps_whoever_fills_it_in() -> None:
    silent = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("events").get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if not field.help_text and not isinstance(field, models.AutoField)
    ]
    assert silent == []


def test_every_row_can_be_named() -> None:
    with make.change():
        event, claim = make.event(), make.claim()
        coding = Coding.objects.create(event=event, scheme="cameo", code="040")
        quotation = make.evidence(make.article(), event=event)
        subject = claim.subjects.create(event=event)
    assert [str(row) for row in (event, coding, quotation, subject)] == [
        "event",
        "cameo:040",
        "“They met in Baghdad.”",
        "event: event",
    ]
    assert (event.label, claim.label) == ("event", "It is so.")
    assert event.natural_key() == ("event",)


def test_every_part_knows_its_records_and_every_record_its_collection() -> None:
    assert len(record_models()) == 7
    for model in apps.get_app_config("events").get_models():
        if issubclass(model, Child):
            assert model.owner_paths()
            assert all(issubclass(root, Record) for _, root in model.owner_paths())
        if issubclass(model, Record):
            assert record_models()[model.COLLECTION] is model


def test_every_way_to_point_at_a_record_is_known() -> None:
    ways = {
        collection.value: {f"{holder.__name__}.{name}" for holder, _, name in references_to(model)}
        for collection, model in record_models().items()
    }
    assert ways["articles"] == {
        "EventSource.article",
        "Evidence.article",
        "DateReport.article",
        "ActorName.articles",
        "LocationName.articles",
    }
    assert ways["outlets"] == {"Article.outlet"}
    assert ways["claims"] == set()
    assert ways["locations"] == {
        "Location.parent",
        "Location.also_in",
        "EventPlace.location",
        "Affiliation.object_location",
    }
    assert {"Event.factuality_by", "Participation.acts_for", "Claim.by", "Outlet.actor"} <= ways["actors"]
    assert {f"{holder}.relayed_by" for holder in ("Claim", "Figure", "EventPlace")} <= ways["actors"]


def test_a_withdrawal_gives_its_reason() -> None:
    with make.change():
        event = make.event()
    event.review_status = "withdrawn"
    with pytest.raises(ValidationError, match="Say why"):
        event.full_clean()
    event.withdrawn_reason = "Wrong place"
    event.full_clean()


def test_a_draft_is_deleted_with_all_its_parts() -> None:
    with make.change():
        event = make.event()
        part = make.participation(event, make.actor())
        make.evidence(make.article(), event=event, participation=part)
        Figure.objects.create(event=event, measure="killed", key="killed")
    with make.change():
        event.delete()
    assert not Participation.objects.exists()
    assert not Evidence.objects.exists()
    assert not Figure.objects.exists()
