"""Articles that seem to be here already."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db.models import Q, QuerySet

from events.admin.addresses import change_address
from events.models import Article
from events.rules.dates import DateError, EventDate
from events.rules.duplicates import text_key, url_key

_MOST = 5
_NEAR = timedelta(days=3)
_MOST_READ = 300


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article that another one seems to be, and by what."""

    article: Article
    why: str

    @property
    def address(self) -> str:
        """Its form."""
        return change_address(self.article)


def duplicates_of(article: Article) -> list[Duplicate]:
    """Other articles with the same text or address, whoever may see them.

    The very same text is found wherever it is. One that differs in spaces, quotation marks or case is
    looked for among articles with the same title and among those of the days around, since reading all
    texts would take too long. Queries: 3.
    """
    others: QuerySet[Article] = Article.objects.exclude(pk=article.pk)
    found: dict[int, Duplicate] = {}

    def add(other: Article, why: str) -> None:
        found.setdefault(other.pk, Duplicate(other, why))

    if article.text.strip():
        digest = sha256(article.text.encode()).hexdigest()
        for other in others.defer("text").filter(sha256=digest)[:_MOST]:
            add(other, "its text is the very same")
        wanted = text_key(article.text)
        for other in others.filter(_near(article)).order_by("-pk")[:_MOST_READ]:
            if other.pk not in found and text_key(other.text) == wanted:
                add(other, "its text is the same but for spaces, signs or case")
    key = url_key(article.url)
    if "/" in key or "?" in key:  # a host alone is no article's address
        place = key.partition("?")[0]
        addresses = others.filter(url__contains=place).values_list("pk", "url")
        same = [pk for pk, url in addresses.iterator(chunk_size=2000) if url_key(url) == key][:_MOST]
        for other in others.defer("text").filter(pk__in=same):
            add(other, "its address is the same")
    return list(found.values())[:_MOST]


def _near(article: Article) -> Q:
    near = Q(pk__in=[])
    if article.title:
        near |= Q(title=article.title)
    try:
        bounds = EventDate.parse(article.date_edtf).bounds if article.date_edtf else None
    except DateError:
        bounds = None
    if bounds and timedelta(0) <= bounds.start_latest - bounds.start_earliest <= 2 * _NEAR:
        near |= Q(start_earliest__range=(bounds.start_earliest - _NEAR, bounds.start_latest + _NEAR))
    return near
