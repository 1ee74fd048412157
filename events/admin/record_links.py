"""Sentences that name records by their ids, with links to their forms."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from events.admin.errors import Message
from events.admin.pages import change_url
from events.choices import Collection
from events.models.record import Record, record_models

_RECORD_REFERENCE = re.compile(rf"\b({'|'.join(Collection.values)})/([a-z0-9]+(?:-[a-z0-9]+)*)")


def link_records(sentences: Iterable[Message]) -> list[Message]:
    """The sentences, with links for each `events/some-id` in them. Queries: 1 for each collection."""
    sentences = list(sentences)
    slugs: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for collection, slug in _RECORD_REFERENCE.findall(sentence):
            slugs[collection].add(slug)
    known = {
        f"{collection}/{record.slug}": record
        for collection, wanted in slugs.items()
        for record in record_models()[Collection(collection)]._base_manager.filter(slug__in=wanted)
    }
    return [text if isinstance(text, SafeString) else _link_sentence(text, known) for text in sentences]


def _link_sentence(sentence: str, known: dict[str, Record]) -> SafeString:
    def link(match: re.Match[str]) -> str:
        if not (record := known.get(match[0])):
            return match[0]
        kind, label = record._meta.verbose_name, escape(record.label)
        return f'{kind} “<a href="{change_url(record)}">{label}</a>”'

    # No reference holds a character that escaping changes.
    html = _RECORD_REFERENCE.sub(link, escape(sentence))
    return mark_safe(html[:1].upper() + html[1:])
