"""A quotation pasted on a form finds its place."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from events import changes
from events.admin.quote_suggestions import MisquotedError, QuoteSuggestion, SourceArticles, posted_suggestion
from events.models import Article, Claim, Event, EventSource
from tests import factories
from tests.admin.form_data import admin_url, form_errors, form_values, with_added_row

pytestmark = pytest.mark.once

TEXT = "They met in Baghdad.\nThe talks began.\nThey met in Baghdad again."


@pytest.fixture
def article(curator: User) -> Article:
    """An article that says one thing twice."""
    with changes.changeset(curator, "create"):
        return factories.article("source", text=TEXT)


@pytest.fixture
def event(article: Article) -> Event:
    """A draft that the article reports."""
    with factories.change():
        event = factories.event("meeting")
        EventSource.objects.create(event=event, article=article)
    return event


def post_quotation(site: Client, event: Event, **row: Any) -> Any:
    """Send the event's form with one more quotation."""
    return site.post(
        admin_url(event), with_added_row(form_values(site.get(admin_url(event))), "evidence", **row)
    )


def test_the_words_alone_are_enough(site: Client, event: Event, article: Article) -> None:
    assert post_quotation(site, event, supports_what="type", quote="The talks\r\nbegan.").status_code == 200
    assert post_quotation(site, event, supports_what="type", quote="The talks began.").status_code == 302
    quotation = event.evidence.get()
    assert (quotation.article_id, quotation.supports) == (article.pk, "type")
    assert TEXT[quotation.start : quotation.end] == "The talks began."


def test_words_over_two_lines_are_found(site: Client, event: Event) -> None:
    assert post_quotation(site, event, supports_what="type", quote="began.\r\nThey met").status_code == 302
    assert event.evidence.get().quote == "began.\nThey met"


def test_words_that_are_not_verbatim_are_answered_with_the_nearest_to_be_taken(
    site: Client, event: Event, article: Article
) -> None:
    row = {"supports_what": "type", "quote": "The talks begun."}
    answer = post_quotation(site, event, **row)
    page = answer.content.decode()
    assert "Not verbatim" in page
    assert "The talks begun.</textarea>" in page
    place = TEXT.index("The talks")
    offer = f"{article.pk}:{place}-{place + len('The talks began.')}"
    assert suggested_passages(page) == [("evidence-0-quote-take", offer)]
    again = form_values(answer) | {"evidence-0-quote-take": offer, "title": ""}
    page = site.post(admin_url(event), again).content.decode()  # something else is wrong still
    assert "The talks began.</textarea>" in page
    assert (
        site.post(admin_url(event), form_values(answer) | {"evidence-0-quote-take": offer}).status_code == 302
    )
    assert (event.evidence.get().start, event.evidence.get().quote) == (place, "The talks began.")


def suggested_passages(page: str) -> list[tuple[str, str]]:
    """The passages that can be taken: their fields and values."""
    return re.findall(r'type="radio" name="([^"]+)" id="[^"]+" value="([^"]+)"', page)


def test_an_offer_that_was_never_made_counts_for_nothing(article: Article) -> None:
    assert posted_suggestion({"quote-take": f"{article.pk}:0-4"}, "quote") == QuoteSuggestion(article, 0, 4)
    for value in ("", "x", "999:0-3", f"{article.pk}:5-5", f"{article.pk}:9-4", f"{article.pk}:0-999"):
        assert posted_suggestion({"quote-take": value}, "quote") is None


def test_words_that_stand_twice_are_chosen_by_their_start(site: Client, event: Event) -> None:
    answer = post_quotation(site, event, supports_what="existence", quote="They met in Baghdad")
    page = answer.content.decode()
    assert "stand at 2 places" in page
    second = TEXT.rindex("They met")
    name, value = suggested_passages(page)[1]
    assert f":{second}-" in value
    assert site.post(admin_url(event), form_values(answer) | {name: value}).status_code == 302
    assert event.evidence.get().start == second


def test_words_of_several_sources_are_offered_from_each(
    event: Event, article: Article, rf: RequestFactory
) -> None:
    with factories.change():
        other = factories.article("other", text="Before. They met in Basra. The talks began.")
        EventSource.objects.create(event=event, article=other, mention="background")
    sources = SourceArticles(rf.get("/"), event)
    assert sources.articles == [article, other]
    assert sources.find_containing("Before.") == other
    with pytest.raises(MisquotedError, match="choose one: other, source") as refused:
        sources.find_containing("The talks began.")
    assert [offer.article for offer in refused.value.suggestions] == [article, other]
    with pytest.raises(MisquotedError, match="do not stand in source, other") as refused:
        sources.find_containing("They met at Basra")
    assert refused.value.suggestions[0] == QuoteSuggestion(other, 8, 25)


def test_other_words_in_a_quotation_are_found_anew(site: Client, event: Event) -> None:
    post_quotation(site, event, supports_what="existence", quote="The talks began.")
    data = form_values(site.get(admin_url(event))) | {"evidence-0-quote": "talks began."}
    assert site.post(admin_url(event), data).status_code == 302
    quotation = event.evidence.get()
    assert TEXT[quotation.start : quotation.end] == quotation.quote == "talks began."


def test_a_start_at_which_the_words_do_not_stand_is_refused(site: Client, event: Event) -> None:
    row = {"supports_what": "existence", "quote": "The talks began.", "start": 3}
    assert "do not stand at 3" in post_quotation(site, event, **row).content.decode()


def test_words_in_no_source_ask_for_their_article(site: Client) -> None:
    with factories.change():
        event = factories.event("without-sources")
    page = post_quotation(site, event, supports_what="existence", quote="Anything.").content.decode()
    assert "Choose the article" in page


def test_a_quotation_supports_only_parts_of_its_own_event(site: Client, event: Event) -> None:
    with factories.change():
        actor = factories.actor()
        own = factories.participation(event, actor)
        foreign = factories.participation(factories.event("elsewhere"), actor)
    posted = [
        {"supports_what": f"participation:{child.pk}", "quote": "The talks began."}
        for child in (foreign, own)
    ]
    assert [post_quotation(site, event, **row).status_code for row in posted] == [200, 302]
    quotation = event.evidence.get()
    assert (quotation.participation, quotation.supports) == (own, "part")
    data = form_values(site.get(admin_url(event))) | {"evidence-0-supports_what": "factuality"}
    assert site.post(admin_url(event), data).status_code == 302
    quotation.refresh_from_db()
    assert (quotation.participation, quotation.supports) == (None, "factuality")


def test_a_claim_rests_on_a_quotation_of_a_chosen_article(site: Client, article: Article) -> None:
    with factories.change():
        claim: Claim = factories.claim()
    data = form_values(site.get(admin_url(claim)))
    bare = site.post(admin_url(claim), with_added_row(data, "evidence", quote="The talks began."))
    assert "Choose the article" in bare.content.decode()
    row = {"quote": "The talks began.", "article": article.pk}
    assert site.post(admin_url(claim), with_added_row(data, "evidence", **row)).status_code == 302
    quotation = claim.evidence.get()
    assert (quotation.supports, quotation.event) == ("part", None)


def test_a_quotation_for_a_new_part_says_which_place_is_meant(site: Client, event: Event) -> None:
    with factories.change():
        actor = factories.actor()
    row = {"actor": actor.pk, "role": "initiator", "quote_text": "They met in Baghdad"}
    data = form_values(site.get(admin_url(event)))
    page = site.post(admin_url(event), with_added_row(data, "participants", **row)).content.decode()
    assert "stand at 2 places" in page
    row["quote_start"] = TEXT.rindex("They met")
    assert site.post(admin_url(event), with_added_row(data, "participants", **row)).status_code == 302
    assert event.evidence.get().start == row["quote_start"]


def test_the_words_of_a_defect_are_enough(site: Client, article: Article) -> None:
    data = form_values(site.get(admin_url(article)))
    row = {"kind": "impossible", "explanation": "Reads oddly."}
    page = site.post(admin_url(article), with_added_row(data, "defects", **row)).content.decode()
    assert "Give the words, or start and end." in page
    assert (
        site.post(admin_url(article), with_added_row(data, "defects", words="The talks", **row)).status_code
        == 302
    )
    defect = article.defects.get()
    assert TEXT[defect.start : defect.end] == "The talks"


def test_a_quotation_on_the_screen_of_a_figure_supports_the_event_of_the_figure(
    site: Client, event: Event, article: Article
) -> None:
    with factories.change():
        figure = event.figures.create(key="f", measure="killed", value=1)
    data = form_values(site.get(admin_url(figure)))
    row = {"article": article.pk, "supports": "value", "quote": "The talks began."}
    answer = site.post(admin_url(figure), with_added_row(data, "evidence", **row))
    assert form_errors(answer) == []
    assert event.evidence.get().figure == figure
