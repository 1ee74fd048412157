"""The reading pane of a form."""

from typing import Any

from django import template

from events.admin.reading import fitting, readings
from events.admin.sources import sources_of
from events.models import Article

register = template.Library()


@register.inclusion_tag("events/reading.html", takes_context=True)
def reading_pane(context: dict[str, Any]) -> dict[str, Any]:
    """The articles that the record of the page is read from. Queries: 3 at most."""
    record = context.get("original")
    articles = [record] if isinstance(record, Article) else []
    if not isinstance(record, Article) and (sources := sources_of(context["request"], record)):
        articles = sources.articles()
    shown, beyond = fitting(articles)
    return {
        "readings": readings(shown, record) if shown else [],
        "beyond": beyond,
        "of_article": isinstance(record, Article),
    }
