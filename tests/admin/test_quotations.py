"""A quotation pasted on a form finds its place."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from events import changes
from events.admin.offers import MisquotedError, Offer, taken
from events.admin.sources import Sources
from events.models import Article, Claim, Event, EventSource
from tests import factories
from tests.admin.browser import added, at, filled

pytestmark = pytest.mark.once

TEXT = "They met in Baghdad.\nThe talks began.\nThey met in Baghdad again."


@pytest.fixture
def article(curator: User) -> Article:
    """An article that says one thing twice."""
    with changes.record(curator, "create"):
        return factories.article("source", text=TEXT)


@pytest.fixture
def event(article: Article) -> Event:
    """A draft that the article reports."""
    with factories.change():
        made = factories.event("meeting")
        EventSource.objects.create(event=made, article=article)
    return made


def send(site: Client, event: Event, **row: Any) -> Any:
    """Send the event's form with one more quotation."""
    return site.post(at(event), added(filled(site.get(at(event))), "evidence", **row))


def test_the_words_alone_are_enough(site: Client, event: Event, article: Article) -> None:
    assert send(site, event, supports_what="type", quote="The talks\r\nbegan.").status_code == 200
    assert send(site, event, supports_what="type", quote="The talks began.").status_code == 302
    quotation = event.evidence.get()
    assert (quotation.article_id, quotation.supports) == (article.pk, "type")
    assert TEXT[quotation.start : quotation.end] == "The talks began."


def test_words_over_two_lines_are_found(site: Client, event: Event) -> None:
    assert send(site, event, supports_what="type", quote="began.\r\nThey met").status_code == 302
    assert event.evidence.get().quote == "began.\nThey met"


def test_words_that_are_not_verbatim_are_answered_with_the_nearest_to_be_taken(
    site: Client, event: Event, article: Article
) -> None:
    row = {"supports_what": "type", "quote": "The talks begun."}
    answer = send(site, event, **row)
    page = answer.content.decode()
    assert "Not verbatim" in page
    assert "The talks begun.</textarea>" in page
    place = TEXT.index("The talks")
    offer = f"{article.pk}:{place}-{place + len('The talks began.')}"
    assert offers(page) == [("evidence-0-quote-take", offer)]
    again = filled(answer) | {"evidence-0-quote-take": offer, "title": ""}
    page = site.post(at(event), again).content.decode()  # something else is wrong still
    assert "The talks began.</textarea>" in page
    assert site.post(at(event), filled(answer) | {"evidence-0-quote-take": offer}).status_code == 302
    assert (event.evidence.get().start, event.evidence.get().quote) == (place, "The talks began.")


def offers(page: str) -> list[tuple[str, str]]:
    """The passages that can be taken: their fields and values."""
    return re.findall(r'type="radio" name="([^"]+)" id="[^"]+" value="([^"]+)"', page)


def test_an_offer_that_was_never_made_counts_for_nothing(article: Article) -> None:
    assert taken({"quote-take": f"{article.pk}:0-4"}, "quote") == Offer(article, 0, 4)
    for value in ("", "x", "999:0-3", f"{article.pk}:5-5", f"{article.pk}:9-4", f"{article.pk}:0-999"):
        assert taken({"quote-take": value}, "quote") is None


def test_words_that_stand_twice_are_chosen_by_their_start(site: Client, event: Event) -> None:
    answer = send(site, event, supports_what="existence", quote="They met in Baghdad")
    page = answer.content.decode()
    assert "stand at 2 places" in page
    second = TEXT.rindex("They met")
    name, value = offers(page)[1]
    assert f":{second}-" in value
    assert site.post(at(event), filled(answer) | {name: value}).status_code == 302
    assert event.evidence.get().start == second


def test_words_of_several_sources_are_offered_from_each(
    event: Event, article: Article, rf: RequestFactory
) -> None:
    with factories.change():
        other = factories.article("other", text="Before. They met in Basra. The talks began.")
        EventSource.objects.create(event=event, article=other, mention="background")
    sources = Sources(rf.get("/"), event)
    assert sources.articles() == [article, other]
    assert sources.holding("Before.") == other
    with pytest.raises(MisquotedError, match="choose one: other, source") as refused:
        sources.holding("The talks began.")
    assert [offer.article for offer in refused.value.offers] == [article, other]
    with pytest.raises(MisquotedError, match="do not stand in source, other") as refused:
        sources.holding("They met at Basra")
    assert refused.value.offers[0] == Offer(other, 8, 25)


def test_other_words_in_a_quotation_are_found_anew(site: Client, event: Event) -> None:
    send(site, event, supports_what="existence", quote="The talks began.")
    data = filled(site.get(at(event))) | {"evidence-0-quote": "talks began."}
    assert site.post(at(event), data).status_code == 302
    quotation = event.evidence.get()
    assert TEXT[quotation.start : quotation.end] == quotation.quote == "talks began."


def test_a_start_at_which_the_words_do_not_stand_is_refused(site: Client, event: Event) -> None:
    row = {"supports_what": "existence", "quote": "The talks began.", "start": 3}
    assert "do not stand at 3" in send(site, event, **row).content.decode()


def test_words_in_no_source_ask_for_their_article(site: Client) -> None:
    with factories.change():
        event = factories.event("without-sources")
    page = send(site, event, supports_what="existence", quote="Anything.").content.decode()
    assert "Choose the article" in page


def test_a_quotation_supports_only_parts_of_its_own_event(site: Client, event: Event) -> None:
    with factories.change():
        actor = factories.actor()
        mine = factories.participation(event, actor)
        foreign = factories.participation(factories.event("elsewhere"), actor)
    words = "The talks began."
    assert send(site, event, supports_what=f"participation:{foreign.pk}", quote=words).status_code == 200
    assert send(site, event, supports_what=f"participation:{mine.pk}", quote=words).status_code == 302
    quotation = event.evidence.get()
    assert (quotation.participation, quotation.supports) == (mine, "part")
    data = filled(site.get(at(event))) | {"evidence-0-supports_what": "factuality"}
    assert site.post(at(event), data).status_code == 302
    quotation.refresh_from_db()
    assert (quotation.participation, quotation.supports) == (None, "factuality")


def test_a_claim_rests_on_a_quotation_of_a_chosen_article(site: Client, article: Article) -> None:
    with factories.change():
        claim: Claim = factories.claim()
    data = filled(site.get(at(claim)))
    bare = site.post(at(claim), added(data, "evidence", quote="The talks began."))
    assert "Choose the article" in bare.content.decode()
    row = {"quote": "The talks began.", "article": article.pk}
    assert site.post(at(claim), added(data, "evidence", **row)).status_code == 302
    quotation = claim.evidence.get()
    assert (quotation.supports, quotation.event) == ("part", None)


def test_a_quotation_for_a_new_part_says_which_place_is_meant(site: Client, event: Event) -> None:
    with factories.change():
        actor = factories.actor()
    row = {"actor": actor.pk, "role": "initiator", "quote_text": "They met in Baghdad"}
    data = filled(site.get(at(event)))
    page = site.post(at(event), added(data, "participants", **row)).content.decode()
    assert "stand at 2 places" in page
    row["quote_start"] = TEXT.rindex("They met")
    assert site.post(at(event), added(data, "participants", **row)).status_code == 302
    assert event.evidence.get().start == row["quote_start"]


def test_the_words_of_a_defect_are_enough(site: Client, article: Article) -> None:
    data = filled(site.get(at(article)))
    row = {"kind": "impossible", "explanation": "Reads oddly."}
    page = site.post(at(article), added(data, "defects", **row)).content.decode()
    assert "Give the words, or start and end." in page
    assert site.post(at(article), added(data, "defects", words="The talks", **row)).status_code == 302
    defect = article.defects.get()
    assert TEXT[defect.start : defect.end] == "The talks"
