"""The text of an article with its quotations marked, and what rests on each of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext

from events.choices import Collection
from events.pages.addresses import record_address
from events.pages.answers import Json
from events.pages.part_words import part_words
from events.pages.sentences import anchor
from events.pages.whole_records import published_records, whole_records
from events.pages.words import label, title
from events.rules.offsets import segments

MAX_RECORDS = 100
"""So many events, and so many claims and actors, of one article are read for what rests on it."""
MOST_PASSAGES = 16
"""A quotation that is cut into more passages by others is lit up to here (`article.css`)."""
SHORTEST_LINK = 3
"""A passage of fewer letters and digits, such as a blank between two quotations, is no link."""
LISTS = (
    (Collection.EVENTS, "article={}&factuality=any&dataset=any"),
    (Collection.CLAIMS, "article={}&dataset=any"),
)
"""The collections whose lists can be asked for what rests on an article, and how."""


@dataclass(frozen=True, slots=True)
class Support:
    """A record, or one of its parts, that rests on a quotation."""

    words: str
    """What rests on it: the part, or what the quotation shows of the record."""
    title: str
    """That of the record."""
    address: str


@dataclass(slots=True)
class Quotation:
    """A passage of the text, and what rests on it; of an article that is closed, without place and words."""

    start: int | None
    end: int | None
    quote: str
    supports: list[Support] = field(default_factory=list)
    gap: bool = False
    """Whether words lie between it and those before it."""
    in_text: bool = False
    """Whether the text that is shown has these words there."""

    @property
    def anchor(self) -> str:
        """The id of the passage in the page."""
        return anchor(self.start, self.end) if self.start is not None and self.end is not None else "closed"


@dataclass(frozen=True, slots=True)
class Start:
    """Where a quotation begins in the text."""

    anchor: str
    passages: int
    """So many passages from here on are of it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text that lies within the same quotations from end to end."""

    text: str
    starting: list[Start]
    """The quotations that begin here."""
    innermost: str
    """The anchor of the shortest quotation that it lies in; empty outside of all."""
    depth: int
    """In how many quotations it lies, up to 3."""

    @property
    def is_link(self) -> bool:
        """Whether it is long enough to be pointed at, and named."""
        return bool(self.innermost) and sum(map(str.isalnum, self.text)) >= SHORTEST_LINK


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
    defects: list[tuple[Json, str]]
    """What is wrong in the text, each with the words that are meant, where these are public."""
    more: bool
    """Whether more records rest on it than were read."""


def article_text(request: HttpRequest, article: Json) -> ArticleText:
    """Returns the public text of an article, if there is one, with its public quotations.

    Queries: those of two lists and of the details of their records, however many they are.
    """
    text = article["text"] or ""
    found: dict[tuple[int | None, int | None], Quotation] = {}
    more = False
    for collection, resting, cut in _resting(request, article["id"]):
        more |= cut
        for record in resting:
            for item, support in _quotations(collection, record, article["id"]):
                offsets = item["start"], item["end"]
                one = found.setdefault(offsets, Quotation(*offsets, item["quote"] or ""))
                if support not in one.supports:
                    one.supports.append(support)
    quotations = sorted(found.values(), key=lambda one: (one.start or 0, -(one.end or 0)))
    reached = 0
    for one in quotations:
        # The text may be that of a past revision.
        one.in_text = bool(one.quote) and text[one.start : one.end] == one.quote
        one.gap = (one.start or 0) > reached + 1
        reached = max(reached, one.end or 0)
    defects = [(defect, text[defect["start"] : defect["end"]]) for defect in article["defects"]]
    return ArticleText(
        list(_parts(article, [one for one in quotations if one.in_text])), quotations, defects, more
    )


def _resting(request: HttpRequest, article_id: str) -> Iterator[tuple[Collection, list[Json], bool]]:
    """What rests on an article, by collection, and whether there is more."""
    for collection, query in LISTS:
        found, more = whole_records(request, collection, query.format(article_id), MAX_RECORDS)
        yield collection, found, more
    # No list of actors can be asked for the articles that their ties rest on.
    cited = {"affiliations__evidence__article__slug": article_id}
    yield Collection.ACTORS, *published_records(Collection.ACTORS, MAX_RECORDS, **cited)


def _quotations(collection: Collection, record: Json, article_id: str) -> Iterator[tuple[Json, Support]]:
    """The quotations of a record out of this article, each with what rests on it."""
    address, name = record_address(collection, record["id"]), title(record)
    for item in _of_article(record, article_id):
        words = label(item["supports"], "Supports") if item.get("supports") else gettext("Claim")
        yield item, Support(words, name, address)
    for member, parts in record.items():
        # The claims of an event are records of their own.
        if member == "claims" or not isinstance(parts, list):
            continue
        for part in parts:
            # A relation is told by the event that it belongs to.
            if not isinstance(part, dict) or part.get("direction") == "incoming":
                continue
            for item in _of_article(part, article_id):
                yield item, Support(part_words(member, part), name, f"{address}#{part['key']}")


def _of_article(value: Json, article_id: str) -> Iterator[Json]:
    return (item for item in value.get("evidence") or () if item["article"]["id"] == article_id)


def _parts(article: Json, quotations: list[Quotation]) -> Iterator[TextPart]:
    """The text in order, cut at its parts and at every beginning and end of a quotation."""
    text = article["text"] or ""
    begun: set[str] = set()
    done = 0
    for part in [*(article["parts"] or ()), {"kind": "", "start": len(text), "end": len(text)}]:
        for kind, start, end in (("", done, part["start"]), (part["kind"], part["start"], part["end"])):
            if text[start:end].strip():
                yield TextPart(kind, list(_passages(text, start, end, quotations, begun)))
        done = max(done, part["end"])


def _passages(
    text: str, start: int, end: int, quotations: list[Quotation], begun: set[str]
) -> Iterator[Passage]:
    spans = [(one.start or 0, one.end or 0) for one in quotations]
    cut = list(segments(start, end, spans))
    counts = Counter(index for segment in cut for index in segment.within)
    for segment in cut:
        inside = [quotations[index] for index in segment.within]
        starting = [
            Start(quotations[index].anchor, min(counts[index], MOST_PASSAGES))
            for index in segment.within
            if quotations[index].anchor not in begun
        ]
        begun.update(one.anchor for one in starting)
        innermost = min(inside, key=lambda one: len(one.quote)).anchor if inside else ""
        yield Passage(text[segment.start : segment.end], starting, innermost, min(len(inside), 3))
