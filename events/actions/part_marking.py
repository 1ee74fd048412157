"""Marking the parts of an article's text: heading, dateline, body, credits and the like."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from events import changes
from events.actions.review_status import refuse_violations
from events.actions.text_correction import update_passage_kinds
from events.models import Article, ArticleCredit, ArticlePart
from events.models.record import Record
from events.rules.article_parts import PartsProposal, ProposedPart


def mark_parts(
    article: Article,
    marked: PartsProposal,
    user: AbstractBaseUser,
    reason: str = "",
    *,
    expected: Mapping[Record, int] | None = None,
) -> None:
    """Replaces the parts of an article, sets its dateline and byline, and adds new credits.

    Raises: ValidationError for parts that overlap or leave the text.
    """
    _refuse_overlapping(article, marked.parts)
    with changes.changeset(user, "mark_parts", reason, expected=expected or {article: article.version}):
        article.dateline, article.byline = marked.dateline, marked.byline
        article.save()
        source_spans = {(part.start, part.end): part.source_spans for part in article.parts.all()}
        article.parts.all().delete()
        ArticlePart.objects.bulk_create(
            ArticlePart(
                article=article,
                kind=part.kind,
                start=part.start,
                end=part.end,
                source_spans=source_spans.get((part.start, part.end), []),
            )
            for part in marked.parts
        )
        known_credits = set(article.credits.values_list("kind", "name"))
        ArticleCredit.objects.bulk_create(
            ArticleCredit(article=article, kind=kind, name=name)
            for kind, name in marked.credits
            if (kind, name) not in known_credits
        )
        update_passage_kinds(article)
        refuse_violations(article)


def _refuse_overlapping(article: Article, parts: Iterable[ProposedPart]) -> None:
    last_end = 0
    for part in parts:
        if not last_end <= part.start < part.end <= len(article.text):
            raise ValidationError(f"The part at {part.start}-{part.end} overlaps another or leaves the text.")
        last_end = part.end
