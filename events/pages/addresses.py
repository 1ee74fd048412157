"""The addresses of the pages for people: the API's own, without /api/v1/ and with places for locations."""

from urllib.parse import quote

from django.conf import settings
from django.utils.translation import get_language

from events.choices import Collection

API = "/api/v1/"
PAGE_WORDS = {collection.value: collection.value for collection in Collection} | {"locations": "places"}
"""The first word of the pages of each collection."""
COLLECTION_OF_KIND = {
    "article": "articles",
    "actor": "actors",
    "event": "events",
    "location": "locations",
    "outlet": "outlets",
    "claim": "claims",
    "dataset": "datasets",
}
"""The collection of each kind of record that suggestions and claims name."""


def language_prefix() -> str:
    """Returns what the addresses of pages in the active language begin with: nothing, or its tag."""
    language = get_language() or settings.LANGUAGE_CODE
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"


def page_address(address: str = "/") -> str:
    """Returns the address of a page in the active language, from that in the default language."""
    return f"{language_prefix()}{address}"


def page_word(collection: str) -> str:
    """Returns the first word of the pages of a collection."""
    return PAGE_WORDS[collection]


def list_address(collection: str, query: str = "") -> str:
    """Returns the address of the page that lists a collection, with the API's query."""
    return page_address(f"/{PAGE_WORDS[collection]}/{'?' if query else ''}{query}")


def record_address(collection: str, record_id: str, query: str = "") -> str:
    """Returns the address of the page of a record, with the API's query."""
    return page_address(f"/{PAGE_WORDS[collection]}/{quote(record_id)}/{'?' if query else ''}{query}")


def api_address(collection: str, record_id: str = "", query: str = "") -> str:
    """Returns the address in the API of a list, or of one record."""
    record = f"{quote(record_id)}/" if record_id else ""
    return f"{API}{collection}/{record}{'?' if query else ''}{query}"
