"""Writes across records that curators start."""

from events.actions.merge import MERGED, MergePlan, merge, plan_merge
from events.actions.needs import MOST_AT_ONCE, unpublished_needs
from events.actions.parts import mark_parts
from events.actions.reanchor import (
    Anchor,
    Correction,
    correct_text,
    plan_correction,
    renew_passages,
)
from events.actions.revert import revert
from events.actions.review import STARTS, hand_in, publish, refuse_unsound_records, reject, withdraw
from events.actions.unmerge import UnmergePlan, plan_unmerge, unmerge

__all__ = [
    "MERGED",
    "MOST_AT_ONCE",
    "STARTS",
    "Anchor",
    "Correction",
    "MergePlan",
    "UnmergePlan",
    "correct_text",
    "hand_in",
    "mark_parts",
    "merge",
    "plan_correction",
    "plan_merge",
    "plan_unmerge",
    "publish",
    "refuse_unsound_records",
    "reject",
    "renew_passages",
    "revert",
    "unmerge",
    "unpublished_needs",
    "withdraw",
]
