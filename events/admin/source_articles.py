"""The articles that an event is reported in, read once for a page."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from events.admin.quote_suggestions import MisquotedError, QuoteSuggestion, not_verbatim_error
from events.choices import Mention
from events.models import Article, Event, EventSource
from events.rules.text import quotation_offsets

_SOURCE_FIELD = re.compile(r"sources-\d+-article")


class SourceArticles:
    """The articles that an event is reported in: those it has, and those of the form being posted."""

    def __init__(self, request: HttpRequest, event: Event | None) -> None:
        posted = {
            int(str(v)) for k, v in request.POST.items() if _SOURCE_FIELD.fullmatch(k) and str(v).isdecimal()
        }
        reports = EventSource.objects.filter(event=event.pk if event else None, article=OuterRef("pk"))
        self._articles = (
            Article.objects.filter(Q(Exists(reports)) | Q(pk__in=posted))
            .alias(main=Exists(reports.filter(mention=Mention.MAIN)))
            .select_related("outlet")
            .order_by("-main", "start_earliest", "slug")
        )
        self._read: list[Article] | None = None

    def articles(self) -> list[Article]:
        """The articles with their texts, those that are mainly about it first. Queries: 1 for a page."""
        if self._read is None:
            self._read = list(self._articles)
        return self._read

    def find_containing(self, words: str) -> Article:
        """The one source in which these words stand. Raises: ValidationError. Queries: 1 for a page."""
        if not self.articles():
            raise ValidationError("Choose the article that these words stand in.")
        found = [article for article in self.articles() if words in article.text]
        if not found:
            raise not_verbatim_error(self.articles(), words)
        if len(found) > 1:
            names = ", ".join(sorted(article.slug for article in found))
            raise MisquotedError(
                f"These words stand in several sources; choose one: {names}.",
                [
                    QuoteSuggestion(article, *place)
                    for article in found
                    for place in quotation_offsets(article.text, words)
                ],
            )
        return found[0]


def page_source_articles(request: HttpRequest, event: Any) -> SourceArticles | None:
    """The sources of the event of the page, or none where the page is of something else."""
    if event is not None and not isinstance(event, Event):
        return None
    sources: SourceArticles = vars(request).setdefault("event_sources", SourceArticles(request, event))
    return sources
