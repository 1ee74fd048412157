"""Correcting the text of an article, marking its parts, and the offsets of quotations, parts and defects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from events import changes
from events.actions.review_status import refuse_violations, refuse_violations_in_changeset
from events.entry_checks import RecordProblem
from events.evidence_coverage import quotations_of
from events.models import Article, ArticleCredit, ArticlePart, Evidence, TextDefect
from events.models.record import Record
from events.rules.article_parts import PartsProposal
from events.rules.entry_rules import GROUND_RULES
from events.rules.offsets import Alignment, part_kind_at
from events.rules.text import Offsets, quotation_offsets

AnchoredRow = Evidence | ArticlePart | TextDefect


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage of the old text, with its offsets in the new one."""

    row: AnchoredRow
    words: str
    now: Offsets | None
    """None if its words changed, so that a curator has to decide."""

    @property
    def key(self) -> str:
        """The key of its decision, as `evidence-12`."""
        return f"{self.row._meta.model_name}-{self.row.pk}"

    @property
    def moved(self) -> bool:
        """Whether its offsets change."""
        return self.now != (self.row.start, self.row.end)


@dataclass(slots=True)
class TextCorrection:
    """A new text of an article, with the offsets of its anchored rows in it."""

    article: Article
    text: str
    anchors: list[Anchor]

    @property
    def unmatched(self) -> list[Anchor]:
        """The passages that the new text does not contain."""
        return [anchor for anchor in self.anchors if anchor.now is None]


def plan_correction(article: Article, text: str) -> TextCorrection:
    """Finds the quotations, parts and defects of an article in its new text. Queries: 3."""
    alignment, last_end = Alignment(article.text, text), 0
    places: list[tuple[AnchoredRow, Offsets | None]] = [
        (quotation, alignment.exact_offsets(quotation.start, quotation.end))
        for quotation in quotations_of([article])
    ]
    for part in article.parts.order_by("start"):
        now = alignment.passage_offsets(part.start, part.end)
        if now and now[0] < last_end:
            now = None  # it would overlap the previous part
        last_end = now[1] if now else last_end
        places.append((part, now))
    defects = article.defects.order_by("start")
    places += [(defect, alignment.exact_offsets(defect.start, defect.end)) for defect in defects]
    anchors = [Anchor(row, article.text[row.start : row.end], now) for row, now in places]
    return TextCorrection(article, text, anchors)


def correct_text(
    correction: TextCorrection,
    user: AbstractBaseUser | str,
    reason: str,
    *,
    decided: Mapping[str, Offsets | None],
    expected: Mapping[Record, int],
) -> list[RecordProblem]:
    """Replaces the text of an article and moves its quotations, parts and defects, all or nothing.

    `decided` maps the key of each unmatched anchor to its new offsets, or to None to delete its row.
    Returns the values whose quotations do not bear them out afterwards; they are to be mended next.

    Raises: ValidationError without a reason, without a decision for an unmatched anchor, and if a published
    record would be left without a quotation.
    Queries: a fixed number, and those of the records that are written.
    """
    if not reason.strip():
        raise ValidationError("Say why the text is corrected; it is kept in the history.")
    if undecided := [anchor.words for anchor in correction.unmatched if anchor.key not in decided]:
        shortened = (words if len(words) <= 80 else f"{words[:79]}…" for words in undecided)
        raise ValidationError(
            [f"“{words}” does not stand in the new text: decide on it." for words in shortened]
        )
    places = {anchor.key: anchor.now or decided[anchor.key] for anchor in correction.anchors}
    article = correction.article
    with changes.changeset(user, "correct_text", reason, expected=expected):
        article.text = correction.text
        article.save()
        parts = _move_parts(correction, places)
        _move_rows(Evidence, correction, places, parts)
        _move_rows(TextDefect, correction, places)
        doubts = refuse_violations_in_changeset()
    return [doubt for doubt in doubts if doubt.problem.rule in GROUND_RULES]


def update_passage_kinds(article: Article) -> None:
    """Updates the kind of part that each quotation of an article is in. Queries: 2, and 1 to write."""
    parts = _spans(article.parts.all())
    changed = []
    for quotation in article.quotations.select_related("event", "claim", "affiliation__actor"):
        if (kind := part_kind_at(quotation.start, parts)) != quotation.part:
            quotation.part = kind
            changed.append(quotation)
    Evidence.objects.bulk_update(changed, ["part"])


def _move_parts(correction: TextCorrection, places: Mapping[str, Offsets | None]) -> Sequence[ArticlePart]:
    """Recreates the parts: updated one by one, two could have the same offsets for a moment."""
    article = correction.article
    parts = [(row, anchor) for anchor in correction.anchors if isinstance(row := anchor.row, ArticlePart)]
    if all(places[anchor.key] == (part.start, part.end) for part, anchor in parts):
        return [part for part, _ in parts]
    article.parts.all().delete()
    return ArticlePart.objects.bulk_create(
        ArticlePart(
            article=article, start=place[0], end=place[1], kind=part.kind, source_spans=part.source_spans
        )
        for part, anchor in parts
        if (place := places[anchor.key])
    )


def _move_rows(
    model: type[Evidence | TextDefect],
    correction: TextCorrection,
    places: Mapping[str, Offsets | None],
    parts: Iterable[ArticlePart] = (),
) -> None:
    """Moves the quotations, with words and kind of part, or the defects; deletes those without offsets."""
    spans, columns = _spans(parts), ["start", "end"] + (["quote", "part"] if model is Evidence else [])
    changed, removed_pks = [], []
    for anchor in correction.anchors:
        if not isinstance(row := anchor.row, model):
            continue
        if (place := places[anchor.key]) is None:
            removed_pks.append(row.pk)
            continue
        quote = correction.article.text[slice(*place)]
        values = dict(zip(columns, (*place, quote, part_kind_at(place[0], spans)), strict=False))
        if any(getattr(row, column) != value for column, value in values.items()):
            for column, value in values.items():
                setattr(row, column, value)
            changed.append(row)
    manager: Any = model.objects
    manager.bulk_update(changed, columns)
    manager.filter(pk__in=removed_pks).delete()


def _spans(parts: Iterable[ArticlePart]) -> list[tuple[int, int, str]]:
    return sorted((part.start, part.end, part.kind) for part in parts)


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
    last_end = 0
    for part in marked.parts:
        if not last_end <= part.start < part.end <= len(article.text):
            raise ValidationError(f"The part at {part.start}-{part.end} overlaps another or leaves the text.")
        last_end = part.end
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


def quotations_in_other_text(source: Article, target: Article) -> tuple[list[Evidence], list[str]]:
    """The quotations of an article, not saved, with their offsets in the text of another, into which it goes.

    Those that have no single place there are left out; for each a sentence says why. Queries: 2.
    """
    found: list[Evidence] = []
    obstacles: list[str] = []
    quotations: list[Any] = list(quotations_of([source]))
    alignment = Alignment(source.text, target.text) if quotations and source.text != target.text else None
    parts = _spans(target.parts.all())
    for quotation in quotations:
        place = _find_offsets(quotation, target.text, alignment)
        if isinstance(place, str):
            owner = quotation.event or quotation.claim or quotation.affiliation.actor
            obstacles.append(
                f"“{quotation.quote[:80]}”, quoted for {owner.COLLECTION.value}/{owner.slug}, {place}: "
                "quote it from there first."
            )
        else:
            quotation.start, quotation.end = place
            quotation.part = part_kind_at(place[0], parts)
            found.append(quotation)
    return found, obstacles


def _find_offsets(quotation: Evidence, text: str, alignment: Alignment | None) -> Offsets | str:
    """The offsets of a quotation in a text, or the reason why there are none."""
    if alignment is None:
        return quotation.start, quotation.end
    if place := alignment.exact_offsets(quotation.start, quotation.end):
        return place
    places = list(quotation_offsets(text, quotation.quote))
    if len(places) == 1:
        return places[0]
    if places:
        return f"stands at {len(places)} places of the target's text, and none is the likeliest"
    return "does not stand in the target's text"
