"""Filters and tags of the pages for people."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from events.pages import addresses, words
from events.pages.sentences import Texts

register = template.Library()
register.filter("label", words.label)
register.filter("title_of", words.title)
register.filter("country", words.country_name)
register.filter("number", words.number)
register.filter("day", words.day)
register.filter("date_words", words.date_words)
register.simple_tag(addresses.page_address, name="page_address")
register.simple_tag(addresses.list_address, name="list_address")
register.simple_tag(addresses.record_address, name="record_address")
register.simple_tag(addresses.api_address, name="api_address")


@register.simple_tag
def sentences(evidence: list[dict[str, Any]] | None, texts: Texts) -> SafeString:
    """Returns the sentences that a value rests on, to be opened, or says that there is none yet."""
    quoted = [texts.sentence(item) for item in evidence or ()]
    return render_to_string("events/pages/sentences.html", {"quoted": quoted})
