"""The records that each sentence supports, and the page of the articles."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from events.evidence_coverage import curated_articles, render_articles_page, sentence_coverage
from events.models import ArticleCredit, ArticlePart, EventSource, Evidence
from tests import factories as make

TEXT = "Heading\nIt rained. Two fell! Nobody knows. (AFP)"


@pytest.mark.django_db
def test_each_sentence_names_what_rests_on_it() -> None:
    with make.change():
        article = make.article("news", text=TEXT, review_status="published")
        ArticlePart.objects.create(article=article, kind="heading", start=0, end=7)
        ArticlePart.objects.create(article=article, kind="body", start=8, end=len(article.text))
        ArticleCredit.objects.create(article=article, kind="agency", name="AFP")
        event, claim = make.event("rain"), make.claim("fall")
        EventSource.objects.create(event=event, article=article)
        Evidence.objects.create(event=event, article=article, start=8, end=26, quote=article.text[8:26])
        Evidence.objects.create(claim=claim, article=article, start=19, end=28, quote="Two fell!")
    coverage = sentence_coverage(article)
    assert [sentence.text for sentence in coverage] == [
        "Heading",
        "It rained.",
        "Two fell!",
        "Nobody knows.",
        "(AFP)",
    ]
    assert [sentence.records for sentence in coverage] == [
        (),
        ("events/rain",),
        ("events/rain", "claims/fall"),
        (),
        (),
    ]
    assert [sentence.lacks_evidence for sentence in coverage] == [False, False, False, True, False]
    output = StringIO()
    call_command("check_data", stdout=output)
    assert "something rests on 2 of 5 sentences; 2 need nothing" in output.getvalue()
    assert "Nobody knows.\n    NOTHING RESTS ON IT" in output.getvalue()


@pytest.mark.usefixtures("seeded")
def test_something_rests_on_every_sentence_of_the_seeds() -> None:
    assert not [
        sentence.text
        for article in curated_articles()
        for sentence in sentence_coverage(article)
        if sentence.lacks_evidence
    ]


@pytest.mark.usefixtures("seeded")
def test_the_page_of_the_articles_is_what_the_seeds_say() -> None:
    page = (settings.BASE_DIR / "docs" / "articles.md").read_text(encoding="utf-8")
    assert page == render_articles_page(), (
        "run `manage.py build_articles_page` on a database of the seeds alone"
    )
