"""Actions of curators that write to several records: merging, publishing, redacting and the like."""

from events.actions.merge import MERGEABLE_COLLECTIONS, MergePlan, merge, plan_merge
from events.actions.part_marking import mark_parts
from events.actions.publication_dependencies import MAX_RECORDS_AT_ONCE, unpublished_dependencies
from events.actions.redact import Redaction, find_text, redact_member, redact_text
from events.actions.revert import revert
from events.actions.review_status import (
    ALLOWED_STATUSES,
    publish,
    refuse_violations_in_changeset,
    reject,
    submit_for_review,
    withdraw,
)
from events.actions.text_correction import (
    Anchor,
    TextCorrection,
    correct_text,
    plan_correction,
    update_passage_kinds,
)
from events.actions.unmerge import UnmergePlan, plan_unmerge, unmerge

__all__ = [
    "ALLOWED_STATUSES",
    "MAX_RECORDS_AT_ONCE",
    "MERGEABLE_COLLECTIONS",
    "Anchor",
    "MergePlan",
    "Redaction",
    "TextCorrection",
    "UnmergePlan",
    "correct_text",
    "find_text",
    "mark_parts",
    "merge",
    "plan_correction",
    "plan_merge",
    "plan_unmerge",
    "publish",
    "redact_member",
    "redact_text",
    "refuse_violations_in_changeset",
    "reject",
    "revert",
    "submit_for_review",
    "unmerge",
    "unpublished_dependencies",
    "update_passage_kinds",
    "withdraw",
]
