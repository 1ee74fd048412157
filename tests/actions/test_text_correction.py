"""Correcting a text moves its quotations, parts and defects, or lists those that it cannot move."""

from collections.abc import Mapping
from hashlib import sha256

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.actions.review_status import publish
from events.actions.text_correction import correct_text, mark_parts, plan_correction
from events.changes import StaleRecordError
from events.models import Article, ArticlePart, Event, EventSource, Evidence, Figure, Revision, TextDefect
from events.models.record import Record
from events.rules.article_parts import propose_parts
from events.rules.text import Offsets
from tests import factories

pytestmark = pytest.mark.django_db
OLD = "Talks begin\n\nThey met in Bagdad.\n\nThe talks begun on Saturday. They met in Bagdad again."
NEW = "Talks begin\n\nThey first met in Bagdad.\n\nThe talks began on Saturday. They met in Bagdad again."


@pytest.fixture
def article(admin_user: User) -> Article:
    """Creates an article with parts."""
    with factories.change():
        created = factories.article("source", text=OLD)
    created.refresh_from_db()
    mark_parts(created, propose_parts(OLD), admin_user)
    return created


@pytest.fixture
def event(article: Article) -> Event:
    """Creates an event with quotations from it, whose words move, stay and change."""
    with factories.change():
        created = factories.event("meeting")
        EventSource.objects.create(event=created, article=article)
        factories.evidence(article, "They met in Bagdad again.", event=created)
        factories.evidence(article, "Talks begin", event=created, supports="type")
    return created


def correct_article_text(
    article: Article,
    text: str,
    user: User,
    decided: Mapping[Evidence, Offsets | None] | None = None,
    reason: str = "A slip.",
) -> None:
    """Corrects the text with decisions on the unmatched anchors."""
    keys = {f"evidence-{row.pk}": place for row, place in (decided or {}).items()}
    expected: dict[Record, int] = {article: article.version}
    correct_text(plan_correction(article, text), user, reason, decided=keys, expected=expected)


def test_everything_moves_with_its_words_in_one_change(
    article: Article, event: Event, admin_user: User
) -> None:
    with factories.change():
        start = OLD.index("Bagdad again")
        TextDefect.objects.create(
            article=article, kind="spelling", start=start, end=start + 6, explanation="x"
        )
    article.refresh_from_db()
    before = Revision.objects.count()
    correct_article_text(article, NEW, admin_user)
    article.refresh_from_db()
    assert (article.text, article.sha256) == (NEW, sha256(NEW.encode()).hexdigest())
    assert [NEW[quotation.start : quotation.end] for quotation in event.evidence.all()] == [
        "They met in Bagdad again.",
        "Talks begin",
    ]
    assert [quotation.part for quotation in event.evidence.all()] == ["body", "headline"]
    assert [NEW[quotation.start : quotation.end] for quotation in article.parts.all()] == NEW.split("\n\n")
    defect = article.defects.get()
    assert defect.start == NEW.index("Bagdad again")
    revisions = Revision.objects.order_by("seq")[before:]
    assert [(quotation.slug, quotation.action, quotation.reason) for quotation in revisions] == [
        ("source", "correct_text", "A slip."),
        ("meeting", "correct_text", "A slip."),
    ]


def test_who_rests_on_words_that_stay_in_place_is_not_touched(
    article: Article, event: Event, admin_user: User
) -> None:
    article.refresh_from_db()
    event.refresh_from_db()
    before = event.version
    correct_article_text(article, f"{OLD} More.", admin_user)
    event.refresh_from_db()
    assert event.version == before


def test_words_that_changed_have_to_be_decided_on(article: Article, event: Event, admin_user: User) -> None:
    with factories.change():
        lost = factories.evidence(article, "The talks begun", event=event)
        quotation = factories.evidence(article, "begun on", event=event)
    article.refresh_from_db()
    plan = plan_correction(article, NEW)
    assert [anchor.words for anchor in plan.unmatched] == ["The talks begun", "begun on"]
    with pytest.raises(ValidationError, match="“begun on” does not stand in the new text: decide on it"):
        correct_article_text(article, NEW, admin_user, {lost: (0, 5)})
    article.refresh_from_db()
    assert article.text == OLD
    start = NEW.index("The talks began")
    correct_article_text(article, NEW, admin_user, {lost: (start, start + 15), quotation: None})
    lost.refresh_from_db()
    assert (lost.quote, lost.part) == ("The talks began", "body")
    assert not event.evidence.filter(pk=quotation.pk).exists()


def test_a_reason_is_asked_for(article: Article, admin_user: User) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        correct_article_text(article, NEW, admin_user, reason=" ")


def test_a_correction_of_what_somebody_else_changed_is_refused(article: Article, admin_user: User) -> None:
    plan = plan_correction(article, NEW)
    with pytest.raises(StaleRecordError):
        correct_text(plan, admin_user, "A slip.", decided={}, expected={article: 1})
    article.refresh_from_db()
    assert article.text == OLD


def test_the_last_quotation_of_a_public_record_stays(article: Article, admin_user: User) -> None:
    with factories.change():
        event = factories.event("meeting")
        EventSource.objects.create(event=event, article=article)
        quotation = factories.evidence(article, "They met in Bagdad again.", event=event)
    for record in (article, event):
        record.refresh_from_db()
        publish([record], admin_user)
    article.refresh_from_db()
    text = OLD.replace("Bagdad again", "Baghdad again")
    with pytest.raises(ValidationError, match="meeting cannot be public: it rests on no quotation"):
        correct_article_text(article, text, admin_user, {quotation: None})
    quotation.refresh_from_db()
    assert quotation.quote == "They met in Bagdad again."


def test_parts_that_would_overlap_or_leave_the_text_are_refused(admin_user: User) -> None:
    other = Article(text="Short.")
    with pytest.raises(ValidationError, match="overlaps another or leaves the text"):
        mark_parts(other, propose_parts("Longer than short."), admin_user)


def test_parts_that_stay_keep_their_place_in_the_raw_file(article: Article, admin_user: User) -> None:
    with factories.change():
        article.parts.filter(kind="headline").update(source_spans=[[4, 15]])
    article.refresh_from_db()
    before = Revision.objects.count()
    mark_parts(article, propose_parts(OLD), admin_user)
    assert article.parts.get(kind="headline").source_spans == [[4, 15]]
    assert Revision.objects.count() == before


def test_queries_do_not_grow_with_quotations(admin_user: User) -> None:
    counts = []
    for number in (3, 30):
        with factories.change():
            article = factories.article(f"source-{number}", text=OLD)
            event = factories.event(f"event-{number}")
            for _ in range(number):
                factories.evidence(article, "They met in Bagdad again.", event=event)
        article.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            correct_article_text(article, NEW, admin_user)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert not ArticlePart.objects.exists()


@pytest.mark.parametrize(
    ("wording", "new", "complaint"),
    [
        (
            "41 of its members",
            "It lost 43 of its members.",
            "“41 of its members” does not stand in",
        ),
        ("", "It lost 43 of its members.", "Its number does not stand in “It lost 43 of its members.”."),
        ("41 of its members", "It has lost 41 of its members.", ""),
    ],
)
def test_values_that_lose_their_ground_are_named(
    admin_user: User, wording: str, new: str, complaint: str
) -> None:
    with factories.change():
        article = factories.article(text="It lost 41 of its members.", review_status="published")
        event = factories.event("loss", review_status="published")
        EventSource.objects.create(event=event, article=article)
        factories.evidence(article, event=event)
        figure = Figure.objects.create(
            event=event, measure="killed", value=41, low=41, high=41, wording=wording, key="killed"
        )
        factories.evidence(article, event=event, figure=figure)
    article.refresh_from_db()
    correction = plan_correction(article, new)
    decided = {anchor.key: (0, len(new)) for anchor in correction.unmatched}
    expected: dict[Record, int] = {article: article.version}
    doubts = correct_text(correction, admin_user, "A slip.", decided=decided, expected=expected)
    assert [doubt.record for doubt in doubts] == ["events/loss"] * bool(complaint)
    assert complaint in " ".join(str(doubt) for doubt in doubts)
