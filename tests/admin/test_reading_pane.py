"""The text beside a form: every letter of it, what rests on it marked, what nothing rests on visible."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import changes
from events.admin.reading_pane import MAX_CHARACTERS, AnnotatedArticle, annotated_articles, split_by_length
from events.models import Article, Event, EventSource, Figure
from tests import factories
from tests.admin.form_data import admin_url
from tests.work import count_calls

pytestmark = pytest.mark.once

TEXT = "They met in Baghdad.\r\nThe talks <began>. Nobody came.\n\nThey met & spoke."


def strip_tags(html: str) -> str:
    """The text of a piece of a page, as a browser reads it."""
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.fixture
def event(curator: User) -> Event:
    """An event with overlapping quotations of an article that others quote too."""
    with changes.changeset(curator, "create"):
        article = factories.article("source", text=TEXT)
        event = factories.event("meeting", title="A meeting")
        EventSource.objects.create(event=event, article=article)
        factories.evidence(article, "met in Baghdad.\r\nThe talks", event=event)
        participant = factories.participation(event, factories.actor("some-state", name="Some state"))
        factories.evidence(article, "They met in Baghdad", event=event, participation=participant)
        figure = Figure.objects.create(event=factories.event("other"), measure="killed", wording="none")
        factories.evidence(article, "talks <began>", event=figure.event, figure=figure)
        factories.evidence(article, "in Baghdad", claim=factories.claim(proposition="They met."))
    return event


def first_reading(event: Event) -> AnnotatedArticle:
    """The first source of an event."""
    return annotated_articles([source.article for source in event.sources.all()], event)[0]


def test_the_text_is_there_to_the_letter(event: Event) -> None:
    html = first_reading(event).text()
    assert strip_tags(html) == TEXT
    assert "\r" not in html  # a browser would not keep it


def test_overlapping_quotations_share_their_marks_and_mine_stand_out(event: Event) -> None:
    html = first_reading(event).text()
    marks = {
        strip_tags(words): (kind, len(rests.split()))
        for kind, rests, words in re.findall(
            r'<a class="([^"]+)" href="#[^"]+" data-rests="([^"]+)">([^<]*)', html
        )
    }
    assert marks["They "] == ("mark mine", 1)
    assert marks["in Baghdad"] == ("mark mine several", 3)
    assert marks["talks"] == ("mark mine several", 2)
    assert marks[" <began>"] == ("mark", 1)


def test_sentences_that_nothing_rests_on_are_counted_and_shown(event: Event) -> None:
    reading = first_reading(event)
    assert strip_tags(reading.uncovered_count()) == "2 of 4 sentences: nothing rests on them."
    bare = re.findall(r'<span class="sentence bare"[^>]*>(.*?)</span>', reading.text())
    assert [strip_tags(one) for one in bare] == ["Nobody came.", "They met & spoke."]


def test_what_rests_is_told_in_words_with_its_form(event: Event) -> None:
    targets = {target.words: (target.belongs_to_form, target.row) for target in first_reading(event).targets}
    participant = event.participants.get()
    assert targets["participant Some state, initiator"] == (True, f"participants:{participant.pk}")
    assert targets["figure killed: none"][0] is False
    assert "claim: They met." in targets
    assert "the event: existence" in targets


def test_the_event_form_shows_its_sources_and_the_article_form_itself(site: Client, event: Event) -> None:
    article = Article.objects.get(slug="source")
    for row in (event, article):
        page = site.get(admin_url(row)).content.decode()
        assert page.count('class="reading-text"') == 1
        assert "2 of 4 sentences: nothing rests on them." in page
        assert f'href="{admin_url(event.participants.get())}"' in page
    assert ('data-row="participants:' in page, "this event" in page) == (False, False)
    fragment = site.get(admin_url(article, "reading")).content.decode()
    assert fragment.startswith('<details class="reading-article"')


@pytest.mark.usefixtures("seeded")
def test_the_seeds_read_as_they_are_stored() -> None:
    with CaptureQueriesContext(connection) as queries:
        readings = annotated_articles(Article.objects.all(), None)
        texts = [(strip_tags(reading.text()), reading.article.text) for reading in readings]
        assert all(target.words and target.url for reading in readings for target in reading.targets)
    assert len(queries) == 3
    for text, stored in texts:
        assert text == stored


def test_long_texts_beyond_a_page_are_linked_to() -> None:
    articles = [Article(slug=str(number), text="x" * (MAX_CHARACTERS // 2)) for number in range(3)]
    assert split_by_length(articles) == (articles[:2], articles[2:])
    huge = Article(text="x" * (MAX_CHARACTERS + 1))
    assert split_by_length([huge]) == ([huge], [])


def test_the_work_for_a_text_grows_with_its_quotations_alone(event: Event) -> None:
    texts = {
        number: "\n\n".join(f"Sentence {n} of the article says that they met. " * 4 for n in range(number))
        for number in (150, 300)
    }
    articles = {}
    with factories.change():
        for number, text in texts.items():
            articles[number] = factories.article(f"long-{number}", text=text)
            EventSource.objects.create(event=event, article=articles[number])
            for sentence in range(number - 10):
                factories.evidence(articles[number], f"Sentence {sentence} of the article says", event=event)

    def read(number: int) -> None:
        with CaptureQueriesContext(connection) as queries:
            reading = annotated_articles([articles[number]], event)[0]
            assert strip_tags(reading.text()) == texts[number]
        assert len(queries) == 2

    assert count_calls(lambda: read(300)) < 3 * count_calls(lambda: read(150))
