"""The text of an article with its quotations marked, and what rests on each of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from events import records
from events.api.views.viewsets import VIEWSETS
from events.choices import Collection
from events.pages.addresses import record_address
from events.pages.answers import ask
from events.pages.sentences import anchor
from events.pages.words import title
from events.rules.offsets import segments

Json = dict[str, Any]
Offsets = tuple[int, int]
MAX_RECORDS = 100
"""So many events, and so many claims and actors, of one article are read for what rests on it."""
RESTING = (
    (Collection.EVENTS, "article={}&factuality=any&dataset=any"),
    (Collection.CLAIMS, "article={}&dataset=any"),
)
"""The collections whose records rest on an article, and the queries that find them."""


@dataclass(slots=True)
class Support:
    """A record, or one of its parts, that rests on a quotation."""

    collection: str
    title: str
    member: str
    """The member that rests on it, such as `figures`; empty for the record as a whole."""
    address: str


@dataclass(slots=True)
class Quotation:
    """A passage of the text, and what rests on it."""

    start: int
    end: int
    quote: str
    supports: list[Support] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The id of the passage in the page."""
        return anchor(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text that lies within the same quotations from end to end."""

    text: str
    starting: list[str]
    """The anchors of the quotations that begin here."""
    innermost: str
    """The anchor of the shortest quotation that it lies in; empty outside of all."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of the text, such as its headline, or what lies between two parts."""

    kind: str
    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The text of an article, part by part, and its quotations."""

    parts: list[TextPart]
    quotations: list[Quotation]
    more: bool
    """Whether more records rest on it than were read."""


def article_text(request: HttpRequest, article: Json) -> ArticleText:
    """Returns the public text of an article, if there is one, with its public quotations.

    Queries: those of two lists and of the details of their records, however many they are.
    """
    found: dict[Offsets, Quotation] = {}
    more = False
    for collection, query in RESTING:
        listed = ask(
            request, f"{collection}/", f"{query.format(article['id'])}&limit={MAX_RECORDS}&fields=id"
        )
        more |= listed["next_cursor"] is not None
        ids = [record["id"] for record in listed["results"]]
        model = VIEWSETS[collection].model
        pks = list(
            model.objects.published().filter(slug__in=ids).order_by("slug").values_list("pk", flat=True)
        )
        for record in records.load(collection, pks) if pks else ():
            for quotation, support in _quotations(collection, record, article["id"]):
                offsets = quotation["start"], quotation["end"]
                one = found.setdefault(offsets, Quotation(*offsets, quotation["quote"] or ""))
                one.supports.append(support)
    quotations = [found[offsets] for offsets in sorted(found, key=lambda span: (span[0], -span[1]))]
    return ArticleText(list(_parts(article, quotations)), quotations, more)


def _quotations(collection: str, record: Json, article_id: str) -> Iterator[tuple[Json, Support]]:
    """The quotations of a record out of this article, each with what rests on it."""
    address, name = record_address(collection, record["id"]), title(record)
    for item in _of_article(record, article_id):
        yield item, Support(collection, name, "", address)
    for member, parts in record.items():
        # The claims of an event are records of their own.
        if member == "claims" or not isinstance(parts, list):
            continue
        for part in parts:
            for item in _of_article(part, article_id) if isinstance(part, dict) else ():
                yield item, Support(collection, name, member, f"{address}#{part.get('key', '')}")


def _of_article(value: Json, article_id: str) -> Iterator[Json]:
    for item in value.get("evidence") or ():
        if item["article"]["id"] == article_id and item["start"] is not None:
            yield item


def _parts(article: Json, quotations: list[Quotation]) -> Iterator[TextPart]:
    """The text in order, cut at its parts and at every beginning and end of a quotation."""
    text = article["text"] or ""
    spans = [(one.start, one.end) for one in quotations]
    done = 0
    for part in [*(article["parts"] or ()), {"kind": "", "start": len(text), "end": len(text)}]:
        for kind, start, end in (("", done, part["start"]), (part["kind"], part["start"], part["end"])):
            if text[start:end].strip():
                yield TextPart(kind, list(_passages(text, start, end, quotations, spans)))
        done = max(done, part["end"])


def _passages(
    text: str, start: int, end: int, quotations: list[Quotation], spans: list[Offsets]
) -> Iterator[Passage]:
    for segment in segments(start, end, spans):
        inside = [quotations[index] for index in segment.within]
        starting = [
            one.anchor for one in inside if max(one.start, start) == segment.start and one.start >= start
        ]
        innermost = min(inside, key=lambda one: one.end - one.start).anchor if inside else ""
        yield Passage(text[segment.start : segment.end], starting, innermost)
