"""The reading pane of a form."""

from typing import Any

from django import template

from events.admin.reading_pane import annotated_articles, split_by_length
from events.admin.source_articles import page_source_articles
from events.models import Article

register = template.Library()


@register.inclusion_tag("events/reading_pane.html", takes_context=True)
def reading_pane(context: dict[str, Any]) -> dict[str, Any]:
    """The articles that the record of the page is read from. Queries: 3 at most."""
    record = context.get("original")
    articles = [record] if isinstance(record, Article) else []
    if not isinstance(record, Article) and (sources := page_source_articles(context["request"], record)):
        articles = sources.articles()
    shown, beyond = split_by_length(articles)
    return {
        "readings": annotated_articles(shown, record) if shown else [],
        "beyond": beyond,
        "of_article": isinstance(record, Article),
    }
