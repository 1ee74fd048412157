"""A mirror answers as its source does, byte for byte, whatever happens there."""

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from events import history_checks
from events.actions.merge import merge, plan_merge
from events.actions.redact import redact_text
from events.actions.review_status import publish, withdraw
from events.actions.settling import settle_event
from events.choices import Access
from events.importers.mirror.errors import UpstreamError
from events.importers.mirror.follow import follow, open_mirror
from events.models import Actor, Article, Claim, Contradiction, Event, Mirror, Participation, Revision
from events.models.record import Record
from tests import factories as make
from tests.importers.recorded_upstream import RecordedUpstream, read_all_responses, record_stages

pytestmark = pytest.mark.django_db
PUBLIC = {"review_status": "published"}


def load_seeds() -> None:
    call_command("load_seeds", verbosity=0)


def assert_mirrored(source: RecordedUpstream) -> None:
    """Mirror each stage after the other; each time, all answers are those of the source."""
    state = open_mirror(source.url)
    for number, stage in enumerate(source.stages):
        source.now = number
        list(follow(source, state))
        paths = [path.rstrip("/").split("/") for path in stage.answers if "?" not in path]
        answers = read_all_responses(Client(), {(name, slug) for name, slug in paths})
        for path, answer in stage.answers.items():
            assert answers[path] == answer, path
    assert list(follow(source, state)) == []


def edit(model: type[Record], slug: str, **columns: Any) -> None:
    with make.change("edit"):
        one = model.objects.get(slug=slug)
        for name, value in columns.items():
            setattr(one, name, value)
        one.save()


def create_records() -> None:
    """Two events that name each other, with quotations of articles of every access, and what is claimed."""
    with make.change():
        dataset = make.dataset()
        place = make.location(**PUBLIC, latitude=33.3, longitude=44.4)
        body, person = make.actor("body", **PUBLIC), make.actor("person", **PUBLIC)
        outlet = make.outlet(**PUBLIC, actor=body)
        affiliation = person.affiliations.create(type="member_of", object_actor=body, date_edtf="2020")
        person.names.create(name="P.", kind="spelling")
        articles = {
            access: make.article(f"article-{access}", **PUBLIC, access=access, outlet=outlet)
            for access in Access.values
        }
        for article in articles.values():
            article.parts.create(kind="lead", start=0, end=len(article.text))
        make.evidence(articles["open"], affiliation=affiliation)
        one = make.event("one", **PUBLIC, date_edtf="2024-01")
        two = make.event("two", **PUBLIC, date_edtf="2024-01")
        one.narrowed_start_earliest, one.narrowing_reason = date(2024, 1, 10), "The internal reason."
        one.note = "Internal."
        one.save()
        one.relations.create(other=two, type="follows")
        two.relations.create(other=one, type="related")
        part = make.participation(one, person)
        killed = [e.figures.create(measure="killed", value=n) for n, e in enumerate((one, two), start=3)]
        one.places.create(location=place, role="scene", primary=True)
        for article in articles.values():
            one.sources.create(article=article, mention="main")
            make.evidence(article, event=one)
            make.evidence(article, "Baghdad", event=one, participation=part)
        claim = make.claim("claim", voice="attributed", **PUBLIC)
        other = make.claim("other", **PUBLIC)
        claim.by.add(person)
        claim.subjects.create(participation=part)
        other.subjects.create(affiliation=affiliation)
        make.evidence(articles["closed"], claim=claim)
        Contradiction.objects.create(left_figure=killed[1], right_figure=killed[0], how="divergent")
        Contradiction.objects.create(left_figure=killed[0], right_claim=claim, how="direct", note="No.")
        Contradiction.objects.create(left_claim=other, right_claim=claim, how="partial")
        make.event("draft", title="Hidden", dataset=dataset)


@pytest.mark.once
@pytest.mark.proof
def test_the_seeds() -> None:
    assert_mirrored(record_stages(load_seeds))
    call_command("check_data", verbosity=0)


def test_all_that_happens_to_a_small_world() -> None:
    def rewrite() -> None:
        edit(Event, "one", title="Another title", summary="")
        edit(Event, "one", note="Of curators alone.")
        with make.change("edit"):
            Claim.objects.get(slug="claim").subjects.all().delete()
            Participation.objects.filter(event__slug="one").delete()

    def open_all() -> None:
        edit(Article, "article-closed", access="quotes")
        edit(Article, "article-quotes", access="open")

    def hide() -> None:
        withdraw([Claim.objects.get(slug="claim")], "tester", "It is not so.")

    def show() -> None:
        publish([Claim.objects.get(slug="claim")], "tester")
        edit(Event, "draft", **PUBLIC)

    def join() -> None:
        with make.change():
            again = make.actor("person-again", **PUBLIC)
            make.participation(Event.objects.get(slug="two"), again)
            make.actor("third", **PUBLIC)
        again.refresh_from_db()
        merge(plan_merge(again, Actor.objects.get(slug="person")), "tester", "One.", public_reason="One.")

    def join_further() -> None:
        one, other = Actor.objects.get(slug="person"), Actor.objects.get(slug="third")
        merge(plan_merge(one, other), "tester", "One.")

    assert_mirrored(record_stages(create_records, rewrite, open_all, hide, show, join, join_further))


def test_events_are_as_deep_as_where_they_are_followed_from() -> None:
    members = ["type", "who", "whom", "where", "when"]

    def code() -> None:
        with make.change():
            closed = make.article("closed", **PUBLIC, access="closed")
            for slug in ("quoted", "settled"):
                event = make.event(slug, not_stated=members, **PUBLIC)
                event.sources.create(article=closed)
                make.evidence(closed, event=event)
            make.event("bare", not_stated=members, **PUBLIC)

    def confirm() -> None:
        second = get_user_model().objects.create_superuser("second")
        settle_event(Event.objects.get(slug="settled"), second, {"source/closed"})

    def rename() -> None:
        edit(Event, "bare", title="Still bare")
        edit(Article, "closed", access="quotes")

    source = record_stages(code, confirm, rename, lambda: edit(Event, "settled", title="Another"))
    depths = [
        [json.loads(stage.answers[f"events/{slug}/"][1])["depth"] for slug in ("bare", "quoted", "settled")]
        for stage in source.stages
    ]
    assert depths == [
        ["sighted", "coded", "coded"],
        ["sighted", "coded", "settled"],
        ["sighted", "coded", "settled"],
        ["sighted", "coded", "coded"],
    ]
    assert_mirrored(source)
    assert [*history_checks.find_violations()] == []


def test_one_who_comes_late_finds_the_same() -> None:
    def write_history() -> None:
        create_records()
        with make.change():
            gone, again = make.actor("gone", **PUBLIC), make.actor("again", **PUBLIC)
        gone.refresh_from_db()
        again.refresh_from_db()
        withdraw([gone], "tester", "There is none.")
        merge(plan_merge(again, Actor.objects.get(slug="body")), "tester", "One.")

    def back() -> None:
        publish([Actor.objects.get(slug="gone")], "tester")

    assert_mirrored(record_stages(write_history, back))


def test_what_was_made_between_others_and_published_later_keeps_its_place_in_lists() -> None:
    def make_some() -> None:
        with make.change():
            make.actor("first", name="Same", **PUBLIC)
        with make.change():
            make.actor("draft-b", name="Same")
        with make.change():
            make.actor("draft-a", name="Same")
        with make.change():
            make.actor("last", name="Same", **PUBLIC)

    def show(slug: str) -> None:
        publish([Actor.objects.get(slug=slug)], "tester")

    assert_mirrored(record_stages(make_some, lambda: show("draft-a"), lambda: show("draft-b")))


def test_what_is_redacted_is_forgotten_here_too() -> None:
    def redact() -> None:
        with make.change("redact") as change:
            change.is_redaction = True
            Event.objects.filter(slug="two").update(summary="", title="Two")

    def tell() -> None:
        create_records()
        edit(Event, "two", summary="A secret.")

    assert_mirrored(record_stages(tell, redact))
    assert Event.objects.get(slug="two").title == "Two"
    revisions = Revision.objects.filter(collection="events", slug="two").values_list("record", "change")
    assert [change for _, change in revisions] == ["redacted"]
    assert "secret" not in str(list(revisions))


def test_what_went_into_a_redacted_record_is_forgotten_too() -> None:
    def tell() -> None:
        create_records()
        with make.change():
            make.actor("alias", **PUBLIC, description="A secret.")

    def merge_them() -> None:
        alias, person = (Actor.objects.get(slug=slug) for slug in ("alias", "person"))
        merge(plan_merge(alias, person), "tester", "One.")

    def redact() -> None:
        curator = get_user_model().objects.create_superuser("ann", password="x")
        redact_text("A secret.", curator, "On request.", "Ticket 7.")

    assert_mirrored(record_stages(tell, merge_them, redact))
    revisions = Revision.objects.filter(collection="actors").values_list("slug", "record", "change")
    assert "secret" not in str(list(revisions))
    assert ("alias", None, "merged") in revisions


def test_what_is_read_while_somebody_writes_is_put_together_from_what_follows() -> None:
    """The first reading of the claim is of before, that of the event of after a part was taken out."""

    def take_out() -> None:
        with make.change("edit"):
            Claim.objects.get(slug="claim").subjects.all().delete()
            Participation.objects.filter(event__slug="one").delete()

    source = record_stages(create_records, take_out)
    stale = dict(source.stages[0].answers)
    torn = source.stages[1]
    all_changes = torn.changes
    torn.changes = [row for row in all_changes if row["seq"] <= source.stages[0].changes[-1]["seq"]]
    answer = torn.answers["claims/claim/"]
    torn.answers["claims/claim/"] = stale["claims/claim/"]

    def pause(_: float) -> None:
        torn.changes, torn.answers["claims/claim/"] = all_changes, answer

    source.wait = pause
    source.now = 1
    list(follow(source, open_mirror(source.url)))
    assert (
        read_all_responses(Client(), {("claims", "claim"), ("events", "one")}).items() <= torn.answers.items()
    )


def test_what_never_fits_together_is_told_and_nothing_is_kept() -> None:
    source = record_stages(create_records)
    del source.stages[0].answers["actors/person/"]
    state = open_mirror(source.url)
    with pytest.raises(UpstreamError, match="actors/person cannot be read"):
        list(follow(source, state))
    assert not Revision.objects.exists()
    assert Mirror.objects.get().cursor == ""


def test_a_mirror_goes_on_where_it_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.importers.mirror.follow.BATCH_SIZE", 3)
    source = record_stages(create_records)
    next(follow(source, open_mirror(source.url)))
    first = len(source.asked)
    assert 0 < first < len(source.stages[0].changes)
    list(follow(source, open_mirror(source.url)))
    assert len(source.asked) == len(set(source.asked)) == len(source.stages[0].changes)
    assert_mirrored(source)


def test_a_database_with_changes_of_its_own_is_no_mirror() -> None:
    with make.change():
        make.dataset()
    with pytest.raises(ValidationError, match="changes of its own, the first by tester"):
        open_mirror("https://source.example")


def test_a_mirror_follows_one_source() -> None:
    open_mirror("https://source.example")
    with pytest.raises(ValidationError, match=r"mirrors https://source\.example"):
        open_mirror("https://other.example")


def test_two_at_once_do_not_write_twice() -> None:
    source = record_stages(create_records)
    state, other = open_mirror(source.url), open_mirror(source.url)
    list(follow(source, state))
    with pytest.raises(UpstreamError, match="Another process"):
        list(follow(source, other))


def test_what_is_hidden_names_the_successor_of_what_was_merged() -> None:
    def tell() -> None:
        create_records()
        with make.change():
            again = make.actor("person-again", **PUBLIC)
            make.claim("said", voice="attributed", **PUBLIC).by.add(again)

    def hide() -> None:
        withdraw([Claim.objects.get(slug="said")], "tester", "It was not said.")

    def join() -> None:
        again, person = (Actor.objects.get(slug=slug) for slug in ("person-again", "person"))
        merge(plan_merge(again, person), "tester", "One.")

    def show() -> None:
        edit(Claim, "said", **PUBLIC, withdrawn_reason="")

    assert_mirrored(record_stages(tell, hide, join, show))
    assert [one.slug for one in Claim.objects.get(slug="said").by.all()] == ["person"]
