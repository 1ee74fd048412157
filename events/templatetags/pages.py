"""Filters and tags of the pages for people."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from events.pages import addresses, date_span, dates, figures, links, maps, words
from events.pages.claim_sentence import claim_lead
from events.pages.event_sentence import event_lead, event_sentence
from events.pages.filters import filter_label
from events.pages.members import member_label
from events.pages.roles import in_role
from events.pages.sentences import Texts
from events.pages.snippets import marked
from events.pages.ties import ties
from events.pages.totals import range_words

register = template.Library()
register.filter("label", words.label)
register.filter("collection_name", words.collection_name)
register.filter("definition", words.definition)
register.filter("title_of", words.title)
register.filter("country", words.country_name)
register.filter("language", words.language_name)
register.filter("number", words.number)
register.filter("day", words.day)
register.filter("moment", words.moment)
register.filter("date_words", dates.date_words)
register.filter("edtf_words", dates.edtf_words)
register.filter("bounds_words", dates.bounds_words)
register.filter("member_label", member_label)
register.filter("relation_words", links.relation_words)
register.filter("end_address", links.end_address)
register.filter("end_words", links.end_words)
register.filter("filter_label", lambda name: filter_label(name.removeprefix("-")))
register.filter("quad_class", words.quad_class)
register.filter("date_span", date_span.date_span)
register.filter("figure_groups", figures.figure_groups)
register.filter("unit_words", figures.unit_words)
register.filter("duration_words", figures.duration_words)
register.filter("figure_words", words.figure_words)
register.filter("event_sentence", event_sentence)
register.filter("page_word", addresses.page_word)
register.filter("ties", ties)
register.filter("range_words", range_words)
register.filter("marked", marked)
register.filter("in_role", in_role)
register.filter("event_lead", event_lead)
register.filter("claim_lead", claim_lead)
register.simple_tag(addresses.page_address, name="page_address")
register.simple_tag(addresses.list_address, name="list_address")
register.simple_tag(addresses.record_address, name="record_address")
register.simple_tag(addresses.api_address, name="api_address")


@register.simple_tag(takes_context=True)
def sentences(
    context: Context, evidence: list[dict[str, Any]] | None, texts: Texts, is_open: bool = False
) -> SafeString:
    """Returns the sentences that a value rests on, to be opened or open, or says that there is none yet.

    Of a record of another body it names the row instead, which is all that there is.
    """
    quoted = [texts.sentence(item) for item in evidence or ()]
    names = ("record", "dataset") if not quoted else ()
    row = {name: context.get(name) for name in names}
    return render_to_string("events/pages/sentences.html", row | {"quoted": quoted, "is_open": is_open})


@register.simple_tag(takes_context=True)
def heading(context: template.Context, ordering: str, text: str) -> SafeString:
    """Returns the head of a column, which orders a list by itself, or turns it round."""
    found = (context.get("orderings") or {}).get(ordering)
    named = {"text": text, "ordering": found, "collection": context.get("collection")}
    return render_to_string("events/pages/heading.html", named)


@register.filter
def supporting(evidence: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    """Returns the quotations of an event that support its `existence`, `type` or `factuality`."""
    return [item for item in evidence if item["supports"] == what]


@register.simple_tag
def places_of(places: list[dict[str, Any]] | None, place: dict[str, Any] | None) -> list[maps.Place]:
    """Returns the places of an event, or one location, as a map knows them."""
    return [maps.Place.of(answer) for answer in places or ([place] if place else [])]


@register.simple_tag
def draw_map(places: list[maps.Place]) -> maps.Map | None:
    """Returns the map of places; None where none has coordinates."""
    return maps.draw_map(places)
