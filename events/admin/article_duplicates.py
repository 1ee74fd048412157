"""Articles that seem to be here already."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db.models import Q, QuerySet

from events.admin.admin_urls import change_url
from events.models import Article
from events.rules.dates import DateError, EventDate
from events.rules.duplicate_keys import text_key, url_key

_MAX_DUPLICATES = 5
_DATE_TOLERANCE = timedelta(days=3)
_MAX_COMPARED = 300


@dataclass(frozen=True, slots=True)
class ArticleDuplicate:
    """An article that another one seems to be, and why."""

    article: Article
    why: str

    @property
    def url(self) -> str:
        """Its form."""
        return change_url(self.article)


def find_article_duplicates(article: Article) -> list[ArticleDuplicate]:
    """Other articles with the same text or address, whoever may see them.

    The very same text is found wherever it is. A text that differs in spaces, quotation marks or case is
    searched among articles with the same title and among those of the days around, since reading all texts
    would take too long. Queries: 3.
    """
    others: QuerySet[Article] = Article.objects.exclude(pk=article.pk)
    duplicates: dict[int, ArticleDuplicate] = {}

    def add(other: Article, why: str) -> None:
        duplicates.setdefault(other.pk, ArticleDuplicate(other, why))

    if article.text.strip():
        digest = sha256(article.text.encode()).hexdigest()
        for other in others.defer("text").filter(sha256=digest)[:_MAX_DUPLICATES]:
            add(other, "its text is the very same")
        key = text_key(article.text)
        for other in others.filter(_similar_q(article)).order_by("-pk")[:_MAX_COMPARED]:
            if other.pk not in duplicates and text_key(other.text) == key:
                add(other, "its text is the same but for spaces, signs or case")
    key = url_key(article.url)
    if "/" in key or "?" in key:  # a host alone is no article's address
        place = key.partition("?")[0]
        addresses = others.filter(url__contains=place).values_list("pk", "url").iterator(chunk_size=2000)
        same = [pk for pk, url in addresses if url_key(url) == key][:_MAX_DUPLICATES]
        for other in others.defer("text").filter(pk__in=same):
            add(other, "its address is the same")
    return list(duplicates.values())[:_MAX_DUPLICATES]


def _similar_q(article: Article) -> Q:
    similar = Q(pk__in=[])
    if article.title:
        similar |= Q(title=article.title)
    try:
        bounds = EventDate.parse(article.date_edtf).bounds if article.date_edtf else None
    except DateError:
        bounds = None
    if bounds and timedelta(0) <= bounds.start_latest - bounds.start_earliest <= 2 * _DATE_TOLERANCE:
        first, last = bounds.start_earliest - _DATE_TOLERANCE, bounds.start_latest + _DATE_TOLERANCE
        similar |= Q(start_earliest__range=(first, last))
    return similar
