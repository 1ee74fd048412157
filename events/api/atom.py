"""Events as an Atom feed. Source: RFC 4287; RFC 5005 for its pages."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed

from events.filtersets.event import NON_LOCATING_ROLES

ATOM_MEDIA_TYPE = "application/atom+xml"
VOCABULARY = "urn:eventapi:vocabulary:"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class EventFeed(Atom1Feed):
    """A page of events, with plain text and with categories by their vocabularies."""

    def add_events(self, events: Iterable[dict[str, Any]], site: str) -> None:
        """Adds an entry for each event, with a link to its record."""
        for event in events:
            self.add_item(
                title=_xml_safe(event["title"]),
                link=f"{site}/api/v1/events/{event['id']}/",
                description=None,  # type: ignore[arg-type]  # `summary` instead, which is no HTML
                unique_id=f"urn:eventapi:events:{event['id']}",
                updateddate=datetime.fromisoformat(event["updated_at"]),
                summary=_xml_safe(event["summary"] or ""),
                words=list(_categories(event)),
            )

    def add_root_elements(self, handler: Any) -> None:
        """Adds the link to the next page, if there is one."""
        super().add_root_elements(handler)
        if next_url := self.feed["next_url"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": next_url, "type": ATOM_MEDIA_TYPE})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Adds the summary as text, which Django declares as HTML, and categories with schemes."""
        super().add_item_elements(handler, item)
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"])
        for vocabulary, word in item["words"]:
            handler.addQuickElement("category", "", {"term": word, "scheme": VOCABULARY + vocabulary})


def _categories(event: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The event type, the factuality and the countries of an event, each with its vocabulary."""
    if event["event_type"]:
        yield "EventType", event["event_type"]
    yield "Factuality", event["factuality"]
    places = [place["location"] for place in event["places"] if place["role"] not in NON_LOCATING_ROLES]
    for country in dict.fromkeys(place["country"] for place in places if place["country"]):
        yield "Country", country


def _xml_safe(text: str) -> str:
    """The text without the characters that XML does not allow."""
    return _NOT_XML.sub("", text)
