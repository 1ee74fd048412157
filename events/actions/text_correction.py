"""Correcting the text of an article, and the offsets of the quotations, parts and defects in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from events import changes
from events.actions.review_status import refuse_violations_in_changeset
from events.evidence_coverage import quotations_of
from events.models import Article, ArticlePart, Evidence, TextDefect
from events.models.record import Record
from events.rules.alignment import Alignment
from events.rules.offsets import part_kind_at
from events.rules.text import Offsets

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
    anchors: list[Anchor] = field(default_factory=list)

    @property
    def unmatched(self) -> list[Anchor]:
        """The passages that the new text does not contain."""
        return [anchor for anchor in self.anchors if anchor.now is None]


def plan_correction(article: Article, text: str) -> TextCorrection:
    """Finds the quotations, parts and defects of an article in its new text. Queries: 3."""
    alignment = Alignment(article.text, text)

    def anchor(row: Any, now: Offsets | None) -> Anchor:
        return Anchor(row, article.text[row.start : row.end], now)

    correction = TextCorrection(article, text)
    for quotation in quotations_of([article]):
        correction.anchors.append(anchor(quotation, alignment.exact_offsets(quotation.start, quotation.end)))
    last_end = 0
    for part in article.parts.order_by("start"):
        now = alignment.passage_offsets(part.start, part.end)
        if now and now[0] < last_end:
            now = None  # it would overlap the previous part
        last_end = now[1] if now else last_end
        correction.anchors.append(anchor(part, now))
    for defect in article.defects.order_by("start"):
        correction.anchors.append(anchor(defect, alignment.exact_offsets(defect.start, defect.end)))
    return correction


def correct_text(
    correction: TextCorrection,
    user: AbstractBaseUser,
    reason: str,
    *,
    decided: Mapping[str, Offsets | None],
    expected: Mapping[Record, int],
) -> None:
    """Replaces the text of an article and moves its quotations, parts and defects, all or nothing.

    `decided` maps the key of each unmatched anchor to its new offsets, or to None to delete its row.

    Raises: ValidationError without a reason, without a decision for an unmatched anchor, and if a published
    record would be left without a quotation.
    Queries: a fixed number, and those of the records that are written.
    """
    if not reason.strip():
        raise ValidationError("Say why the text is corrected; it is kept in the history.")
    if undecided := [anchor.words for anchor in correction.unmatched if anchor.key not in decided]:
        raise ValidationError(
            [f"“{_shorten(words)}” does not stand in the new text: decide on it." for words in undecided]
        )
    places = {anchor.key: anchor.now or decided[anchor.key] for anchor in correction.anchors}
    article = correction.article
    with changes.changeset(user, "correct_text", reason, expected=expected):
        article.text = correction.text
        article.save()
        parts = _move_parts(article, _anchors_of(ArticlePart, correction), places)
        _move_rows(Evidence, correction, places, parts)
        _move_rows(TextDefect, correction, places)
        refuse_violations_in_changeset()


def update_passage_kinds(article: Article) -> None:
    """Updates the kind of part that each quotation of an article is in. Queries: 2, and 1 to write."""
    parts = _spans(article.parts.all())
    changed = []
    for quotation in article.quotations.select_related("event", "claim", "affiliation__actor"):
        if (kind := part_kind_at(quotation.start, parts)) != quotation.part:
            quotation.part = kind
            changed.append(quotation)
    Evidence.objects.bulk_update(changed, ["part"])


def _anchors_of(model: type[AnchoredRow], correction: TextCorrection) -> list[Anchor]:
    return [anchor for anchor in correction.anchors if isinstance(anchor.row, model)]


def _move_parts(
    article: Article, anchors: list[Anchor], places: Mapping[str, Offsets | None]
) -> list[ArticlePart]:
    """Recreates the parts: updated one by one, two could have the same offsets for a moment."""
    if all(places[anchor.key] == (anchor.row.start, anchor.row.end) for anchor in anchors):
        return [anchor.row for anchor in anchors if isinstance(anchor.row, ArticlePart)]
    article.parts.all().delete()
    moved_parts = []
    for anchor in anchors:
        if isinstance(part := anchor.row, ArticlePart) and (place := places[anchor.key]):
            copied = {"kind": part.kind, "source_spans": part.source_spans}
            moved_parts.append(ArticlePart(article=article, start=place[0], end=place[1], **copied))
    return ArticlePart.objects.bulk_create(moved_parts)


def _move_rows(
    model: type[Evidence | TextDefect],
    correction: TextCorrection,
    places: Mapping[str, Offsets | None],
    parts: Iterable[ArticlePart] = (),
) -> None:
    """Moves the quotations, with words and kind of part, or the defects; deletes those without offsets."""
    spans, columns = _spans(parts), ["start", "end"] + (["quote", "part"] if model is Evidence else [])
    changed, removed_pks = [], []
    for anchor in _anchors_of(model, correction):
        if (place := places[anchor.key]) is None:
            removed_pks.append(anchor.row.pk)
            continue
        values = (*place, correction.article.text[slice(*place)], part_kind_at(place[0], spans))[
            : len(columns)
        ]
        if values != tuple(getattr(anchor.row, column) for column in columns):
            for column, value in zip(columns, values, strict=True):
                setattr(anchor.row, column, value)
            changed.append(anchor.row)
    manager: Any = model.objects
    manager.bulk_update(changed, columns)
    if removed_pks:
        manager.filter(pk__in=removed_pks).delete()


def _spans(parts: Iterable[ArticlePart]) -> list[tuple[int, int, str]]:
    return sorted((part.start, part.end, part.kind) for part in parts)


def _shorten(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:79]}…"
