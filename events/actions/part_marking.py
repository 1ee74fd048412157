"""Mark the parts of an article's text."""

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
    """Write the parts of an article in place of those it has, with its dateline, byline and new credits.

    Raises: ValidationError for parts that overlap or leave the text.
    """
    _refuse_overlapping(article, marked.parts)
    with changes.changeset(user, "mark_parts", reason, expected=expected or {article: article.revision}):
        article.dateline, article.byline = marked.dateline, marked.byline
        article.save()
        spans = {(part.start, part.end): part.source_spans for part in article.parts.all()}
        article.parts.all().delete()
        ArticlePart.objects.bulk_create(
            ArticlePart(
                article=article,
                kind=part.kind,
                start=part.start,
                end=part.end,
                source_spans=spans.get((part.start, part.end), []),
            )
            for part in marked.parts
        )
        held = set(article.credits.values_list("kind", "name"))
        ArticleCredit.objects.bulk_create(
            ArticleCredit(article=article, kind=kind, name=name)
            for kind, name in marked.credits
            if (kind, name) not in held
        )
        update_passage_kinds(article)
        refuse_violations(article)


def _refuse_overlapping(article: Article, parts: Iterable[ProposedPart]) -> None:
    reached = 0
    for part in parts:
        if not reached <= part.start < part.end <= len(article.text):
            raise ValidationError(f"The part at {part.start}-{part.end} overlaps another or leaves the text.")
        reached = part.end
