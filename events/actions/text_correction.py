"""Correct the text of an article under what stands in it: quotations, parts, defects."""

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
    """A passage of the old text, and where it stands in the new one."""

    row: AnchoredRow
    words: str
    now: Offsets | None
    """None where its words changed, so that somebody has to decide."""

    @property
    def key(self) -> str:
        """What decisions name it by: `evidence-12`."""
        return f"{self.row._meta.model_name}-{self.row.pk}"

    @property
    def moved(self) -> bool:
        """Whether it stands elsewhere than before."""
        return self.now != (self.row.start, self.row.end)


@dataclass(slots=True)
class TextCorrection:
    """A new text with where everything stands in it."""

    article: Article
    text: str
    anchors: list[Anchor] = field(default_factory=list)

    @property
    def unmatched(self) -> list[Anchor]:
        """What does not stand in the new text."""
        return [anchor for anchor in self.anchors if anchor.now is None]


def plan_correction(article: Article, text: str) -> TextCorrection:
    """Find everything that stands in an article in its new text. Queries: 3."""
    alignment = Alignment(article.text, text)

    def anchor(row: Any, now: Offsets | None) -> Anchor:
        return Anchor(row, article.text[row.start : row.end], now)

    correction = TextCorrection(article, text)
    for quotation in quotations_of([article]):
        correction.anchors.append(anchor(quotation, alignment.exact_offsets(quotation.start, quotation.end)))
    reached = 0
    for part in article.parts.order_by("start"):
        now = alignment.passage_offsets(part.start, part.end)
        if now and now[0] < reached:
            now = None  # it would overlap the one before
        reached = now[1] if now else reached
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
    """Replace the text of an article and move everything that stands in it, all or nothing.

    `decided` says of what is lost where else it stands, or by none that it is to be removed.

    Raises: ValidationError without a reason, where something lost is undecided, and where a published
    record would be left without a quotation.
    Queries: a fixed number, and those of the records that are touched.
    """
    if not reason.strip():
        raise ValidationError("Say why the text is corrected; it is kept in the history.")
    if undecided := [anchor for anchor in correction.unmatched if anchor.key not in decided]:
        raise ValidationError(
            [
                f"“{_shorten(anchor.words)}” does not stand in the new text: decide on it."
                for anchor in undecided
            ]
        )
    places = {anchor.key: anchor.now or decided[anchor.key] for anchor in correction.anchors}
    article = correction.article
    with changes.changeset(user, "correct_text", reason, expected=expected):
        article.text = correction.text
        article.save()
        parts = _move_parts(article, _anchors_of(ArticlePart, correction), places)
        _move_quotations(article, _anchors_of(Evidence, correction), places, parts)
        _move_defects(_anchors_of(TextDefect, correction), places)
        refuse_violations_in_changeset()


def update_passage_kinds(article: Article) -> None:
    """Note at the quotations of an article which kind of part they stand in, once its parts changed.

    Queries: 2, and 1 for all that changed.
    """
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
    """Write the parts anew: moved one by one, two would stand at one place on the way."""
    if all(places[anchor.key] == (anchor.row.start, anchor.row.end) for anchor in anchors):
        return [anchor.row for anchor in anchors if isinstance(anchor.row, ArticlePart)]
    article.parts.all().delete()
    kept = []
    for anchor in anchors:
        if isinstance(anchor.row, ArticlePart) and (place := places[anchor.key]):
            old = anchor.row
            spans = old.source_spans
            kept.append(
                ArticlePart(article=article, kind=old.kind, start=place[0], end=place[1], source_spans=spans)
            )
    return ArticlePart.objects.bulk_create(kept)


def _move_quotations(
    article: Article,
    anchors: list[Anchor],
    places: Mapping[str, Offsets | None],
    parts: list[ArticlePart],
) -> None:
    spans = _spans(parts)
    changed, gone = [], []
    for anchor in anchors:
        row = anchor.row
        assert isinstance(row, Evidence)
        if (place := places[anchor.key]) is None:
            gone.append(row.pk)
            continue
        was = (row.start, row.end, row.quote, row.part)
        row.start, row.end = place
        row.quote, row.part = article.text[row.start : row.end], part_kind_at(row.start, spans)
        if was != (row.start, row.end, row.quote, row.part):
            changed.append(row)
    Evidence.objects.bulk_update(changed, ["start", "end", "quote", "part"])
    if gone:
        Evidence.objects.filter(pk__in=gone).delete()


def _move_defects(anchors: list[Anchor], places: Mapping[str, Offsets | None]) -> None:
    changed, gone = [], []
    for anchor in anchors:
        row = anchor.row
        assert isinstance(row, TextDefect)
        if (place := places[anchor.key]) is None:
            gone.append(row.pk)
        elif place != (row.start, row.end):
            row.start, row.end = place
            changed.append(row)
    TextDefect.objects.bulk_update(changed, ["start", "end"])
    if gone:
        TextDefect.objects.filter(pk__in=gone).delete()


def _spans(parts: Iterable[ArticlePart]) -> list[tuple[int, int, str]]:
    return sorted((part.start, part.end, part.kind) for part in parts)


def _shorten(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:79]}…"
