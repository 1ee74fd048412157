"""A quotation in its sentence: the article's own words around it, where the public may read them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from events import records
from events.choices import Collection
from events.models import Article
from events.pages.addresses import record_address
from events.pages.answers import Json
from events.rules.text import sentences

MAX_TEXTS = 50
"""So many articles of one page are read for the words around a quotation; of more, quotations stand alone."""


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """A quotation with the words before and after it in its sentence, and the article that it is from."""

    before: str
    quote: str
    after: str
    article: Json
    language: str
    start: int
    end: int
    part: str
    supports: str = ""

    @property
    def address(self) -> str:
        """The address of the quotation in the page of its article."""
        return f"{record_address('articles', self.article['id'])}#{anchor(self.start, self.end)}"


def anchor(start: int, end: int) -> str:
    """Returns the id of a quotation in the page of its article."""
    return f"quote-{start}-{end}"


class Texts:
    """The public texts of the articles that a page quotes."""

    def __init__(self, article_ids: Iterable[str]) -> None:
        """Reads them. Queries: 1, and those of `records.load`, however many they are."""
        ids = sorted(set(article_ids))[:MAX_TEXTS]
        pks = list(Article.objects.published().filter(slug__in=ids).values_list("pk", flat=True))
        articles = records.load(Collection.ARTICLES, pks) if pks else []
        self._articles: Mapping[str, Json] = {article["id"]: article for article in articles}

    def sentence(self, evidence: Json) -> QuotedSentence:
        """Returns the quotation of an item of `evidence` in its sentence; alone where no text is public."""
        cited, start, end = evidence["article"], evidence["start"], evidence["end"]
        article = self._articles.get(cited["id"], {})
        text, before, after = article.get("text") or "", "", ""
        # The text may have been corrected since a past state of a record.
        if start is not None and text[start:end] == evidence["quote"]:
            first, last = _sentence_bounds(text, start, end)
            before, after = text[first:start], text[end:last]
        return QuotedSentence(
            before,
            evidence["quote"] or "",
            after,
            cited,
            article.get("language") or "",
            start,
            end,
            evidence.get("part") or "",
            evidence.get("supports") or "",
        )


def _sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the first sentence begins that a passage touches, and where the last ends."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    touched = [
        (first, last)
        for first, last in sentences(text[line_start:line_end], line_start)
        if first < end and last > start
    ]
    return (min(start, touched[0][0]), max(end, touched[-1][1])) if touched else (start, end)


def cited_articles(value: Any) -> Iterator[str]:
    """Yields the id of the article of each quotation anywhere in a record."""
    if isinstance(value, dict):
        for quotation in value.get("evidence") or ():
            yield quotation["article"]["id"]
        for item in value.values():
            yield from cited_articles(item)
    elif isinstance(value, list):
        for item in value:
            yield from cited_articles(item)
