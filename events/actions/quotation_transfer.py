"""Where the quotations of one article stand in the text of another that is to replace it."""

from dataclasses import dataclass, field
from typing import Any

from events.evidence_coverage import quotations_of
from events.models import Article, Evidence
from events.rules.alignment import Alignment
from events.rules.offsets import part_kind_at
from events.rules.text import Offsets, quotation_offsets


@dataclass(slots=True)
class QuotationTransfer:
    """The quotations with their places in the other text."""

    target: Article
    matched: list[tuple[Evidence, Offsets]] = field(default_factory=list)
    unmatched: list[tuple[Evidence, str]] = field(default_factory=list)
    """Those without one place there, with why."""

    @property
    def obstacles(self) -> list[str]:
        """A sentence for each quotation that is lost."""
        return [
            f"“{one.quote[:80]}”, quoted for {_owner(one)}, {why}: quote it from there first."
            for one, why in self.unmatched
        ]

    def write(self) -> None:
        """Note where each stands; its article is not changed here. Queries: 2, and 1 for each 200."""
        parts = sorted(self.target.parts.values_list("start", "end", "kind"))
        for quotation, place in self.matched:
            quotation.start, quotation.end = place
            quotation.part = part_kind_at(place[0], parts)
        rows = [quotation for quotation, _ in self.matched]
        Evidence._base_manager.bulk_update(rows, ["start", "end", "part"], batch_size=200)


def plan_quotation_transfer(source: Article, target: Article) -> QuotationTransfer:
    """Find every quotation of the source in the text of the target. Queries: 1."""
    plan = QuotationTransfer(target)
    quotations = list(quotations_of([source]))
    if not quotations:
        return plan
    same = source.text == target.text
    alignment = None if same else Alignment(source.text, target.text)
    for quotation in quotations:
        place = _place(quotation, target.text, alignment)
        if isinstance(place, str):
            plan.unmatched.append((quotation, place))
        else:
            plan.matched.append((quotation, place))
    return plan


def _place(quotation: Evidence, text: str, alignment: Alignment | None) -> Offsets | str:
    if alignment is None:
        return quotation.start, quotation.end
    if place := alignment.exact_offsets(quotation.start, quotation.end):
        return place
    found = list(quotation_offsets(text, quotation.quote))
    if len(found) == 1:
        return found[0]
    if found:
        return f"stands at {len(found)} places of the target's text, and none is the likeliest"
    return "does not stand in the target's text"


def _owner(quotation: Any) -> str:
    """The record that it is quoted for."""
    owner = quotation.event or quotation.claim or quotation.affiliation.actor
    return f"{owner.COLLECTION.value}/{owner.slug}"
