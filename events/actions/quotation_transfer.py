"""The offsets of an article's quotations in the text of another article, into which it is merged."""

from dataclasses import dataclass, field
from typing import Any

from events.evidence_coverage import quotations_of
from events.models import Article, Evidence
from events.rules.alignment import Alignment
from events.rules.offsets import part_kind_at
from events.rules.text import Offsets, quotation_offsets


@dataclass(slots=True)
class QuotationTransfer:
    """The quotations with their offsets in the text of the target."""

    target: Article
    matched: list[tuple[Evidence, Offsets]] = field(default_factory=list)
    unmatched: list[tuple[Evidence, str]] = field(default_factory=list)
    """Quotations without a single place in the target's text, each with the reason."""

    @property
    def obstacles(self) -> list[str]:
        """A sentence for each quotation that has no single place in the target's text."""
        return [
            f"“{quotation.quote[:80]}”, quoted for {_owner(quotation)}, {reason}: quote it from there first."
            for quotation, reason in self.unmatched
        ]

    def write(self) -> None:
        """Writes the new offsets of the quotations, not their article. Queries: 2, and 1 for each 200."""
        parts = sorted(self.target.parts.values_list("start", "end", "kind"))
        for quotation, place in self.matched:
            quotation.start, quotation.end = place
            quotation.part = part_kind_at(place[0], parts)
        rows = [quotation for quotation, _ in self.matched]
        Evidence._base_manager.bulk_update(rows, ["start", "end", "part"], batch_size=200)


def plan_quotation_transfer(source: Article, target: Article) -> QuotationTransfer:
    """Finds every quotation of the source in the text of the target. Queries: 1."""
    plan = QuotationTransfer(target)
    if not (quotations := list(quotations_of([source]))):
        return plan
    alignment = None if source.text == target.text else Alignment(source.text, target.text)
    for quotation in quotations:
        place = _find_offsets(quotation, target.text, alignment)
        if isinstance(place, str):
            plan.unmatched.append((quotation, place))
        else:
            plan.matched.append((quotation, place))
    return plan


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


def _owner(quotation: Any) -> str:
    """The record that the quotation supports, as `events/first-session`."""
    owner = quotation.event or quotation.claim or quotation.affiliation.actor
    return f"{owner.COLLECTION.value}/{owner.slug}"
