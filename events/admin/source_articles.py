"""The articles that report an event, read once for a page."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.functional import cached_property

from events.admin.quote_suggestions import MisquotedError, QuoteSuggestion, not_verbatim_error
from events.choices import Mention
from events.models import Article, Event, EventSource
from events.rules.text import quotation_offsets

_SOURCE_FIELD = re.compile(r"sources-\d+-article")


class SourceArticles:
    """The articles that report an event: those that it has, and those of the form being posted."""

    def __init__(self, request: HttpRequest, event: Event | None) -> None:
        posted = {
            int(str(value))
            for name, value in request.POST.items()
            if _SOURCE_FIELD.fullmatch(name) and str(value).isdecimal()
        }
        reports = EventSource.objects.filter(event=event.pk if event else None, article=OuterRef("pk"))
        self._query = (
            Article.objects.filter(Q(Exists(reports)) | Q(pk__in=posted))
            .alias(main=Exists(reports.filter(mention=Mention.MAIN)))
            .select_related("outlet")
            .order_by("-main", "start_earliest", "slug")
        )

    @cached_property
    def articles(self) -> list[Article]:
        """The articles with their texts, those that are mainly about it first. Queries: 1."""
        return list(self._query)

    def find_containing(self, words: str) -> Article:
        """The one source in which these words stand. Raises: ValidationError. Queries: 1 for a page."""
        if not self.articles:
            raise ValidationError("Choose the article that these words stand in.")
        matches = [article for article in self.articles if words in article.text]
        if not matches:
            raise not_verbatim_error(self.articles, words)
        if len(matches) > 1:
            names = ", ".join(sorted(article.slug for article in matches))
            suggestions = [
                QuoteSuggestion(article, *place)
                for article in matches
                for place in quotation_offsets(article.text, words)
            ]
            raise MisquotedError(f"These words stand in several sources; choose one: {names}.", suggestions)
        return matches[0]
