"""Take a merge back: what it brings back, what was changed since and has to be decided, and doing it."""

import json
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from events.actions.merge import MERGEABLE_COLLECTIONS
from events.actions.unmerge import UnmergePlan, plan_unmerge, unmerge
from events.admin.change_messages import stored_label
from events.admin.comparison import compared_conflicts, comparison_page
from events.admin.errors import Message, dry_run_errors, refusals
from events.admin.forms import expected_revisions
from events.admin.labels import counted_records
from events.admin.pages import curator, model_admin_url
from events.admin.record_links import link_records
from events.admin.review_steps import record_header
from events.choices import Collection, IdState, ReviewStatus
from events.models import PublicId, Revision
from events.models.record import Record, record_models
from events.rights import may

MERGED_STATES = (IdState.MERGED, IdState.DELETED)
"""The states of an id whose record went into another: the public never saw the ids of drafts."""
_MAX_LISTED = 50
_DECISION_PREFIX, _KEY_PREFIX = "decide-", "conflict-"


def unmerge_view(modeladmin: Any, request: HttpRequest, collection: str, slug: str) -> HttpResponse:
    """Show what taking the merge of this id back does, and do it once it is confirmed."""
    if collection not in MERGEABLE_COLLECTIONS:
        raise Http404
    model = record_models()[Collection(collection)]
    if not may_unmerge(request.user, model):
        raise PermissionDenied
    plan = plan_unmerge(Collection(collection), slug)
    target, errors = plan.target, list[Message]()
    if request.method == "POST" and target and not (errors := _apply_unmerge(request, plan)):
        assert plan.merge is not None
        return HttpResponseRedirect(model_admin_url(model, "change", plan.merge.object_pk))
    if not errors and not plan.obstacles:
        decisions = {conflict.key: "now" for conflict in plan.conflicts}
        errors = dry_run_errors(lambda: unmerge(plan, curator(request), "rehearsal", decisions=decisions))
    context = {
        "comparison": compared_conflicts(plan.conflicts, _posted_decisions(request)),
        "opts": model._meta if target else modeladmin.opts,
        "plan": plan,
        "record": target,
        "target": record_header(target) if target else None,
        "name": _source_label(plan),
        "seen": _plan_digest(plan),
        "written": _restored_text(plan),
        "changed_since": link_records(plan.changed_since[:_MAX_LISTED]),
        "stays": link_records(plan.later_references[:_MAX_LISTED]),
        "was_public": bool(target) and target.review_status == ReviewStatus.PUBLISHED,
        "back": model_admin_url(type(target), "history", target.pk)
        if target
        else model_admin_url(PublicId, "changelist"),
    }
    refused = [*errors, *plan.obstacles]
    return comparison_page(modeladmin, request, "unmerge.html", "Undo a merge", refused, **context)


def may_unmerge(user: Any, model: type[Record]) -> bool:
    """Whether the curator may ever bring such a record back and change the one that it went into."""
    return all(may(user, verb, model) for verb in ("add", "change"))


def merged_ids(record: Record, user: Any) -> list[tuple[str, Revision, str]]:
    """The ids that were merged into a record, the latest first, with merge and page. Queries: 2."""
    if record.COLLECTION not in MERGEABLE_COLLECTIONS or not may_unmerge(user, type(record)):
        return []
    ids = PublicId.objects.filter(
        collection=record.COLLECTION, state__in=MERGED_STATES, successor=record.slug
    ).values("slug")
    ends = Revision.objects.filter(collection=record.COLLECTION, slug__in=ids, record__isnull=True)
    latest: dict[str, Revision] = {}
    for end in ends.exclude(successor="").order_by("-seq")[: 2 * _MAX_LISTED]:
        latest.setdefault(end.slug, end)
    return [
        (slug, end, model_admin_url(PublicId, "unmerge", record.COLLECTION.value, slug))
        for slug, end in [*latest.items()][:_MAX_LISTED]
    ]


def _apply_unmerge(request: HttpRequest, plan: UnmergePlan) -> list[Message]:
    """Take it back and say so, or return why not."""
    posted, expected = request.POST, expected_revisions(request)
    if posted.get("seen") != _plan_digest(plan) or plan.target not in expected:
        return ["Something was changed since this page was made. Look again at what is there."]
    errors = refusals(
        lambda: unmerge(
            plan,
            curator(request),
            posted.get("reason", ""),
            decisions={key: side for key, side in _posted_decisions(request).items() if side},
            public_reason=posted.get("public_reason", "").strip(),
            expected=expected,
        ),
        PermissionDenied,
    )
    if not errors:
        messages.success(request, f"“{_source_label(plan)}” is a record of its own again, under its own id.")
    return errors


def _posted_decisions(request: HttpRequest) -> dict[str, str]:
    """What was decided of each conflict that the page showed; empty where nothing was ticked."""
    numbers = [name.removeprefix(_KEY_PREFIX) for name in request.POST if name.startswith(_KEY_PREFIX)]
    return {
        request.POST.get(_KEY_PREFIX + number, ""): request.POST.get(_DECISION_PREFIX + number, "")
        for number in numbers
    }


def _plan_digest(plan: UnmergePlan) -> str:
    """A digest of all that there is to decide, so that a decision holds for what was looked at."""
    conflicts = [[conflict.key, conflict.before, conflict.after, conflict.now] for conflict in plan.conflicts]
    text = json.dumps([conflicts, plan.changed_since, plan.later_references], sort_keys=True)
    return sha256(text.encode()).hexdigest()


def _source_label(plan: UnmergePlan) -> str:
    """The label of the record that went into the other. Queries: 1."""
    if plan.merge is None:
        return plan.slug
    revisions = Revision.objects.filter(collection=plan.collection, object_pk=plan.merge.object_pk)
    last = revisions.filter(version=plan.merge.version - 1)
    stored = last.values_list("record", flat=True).first() or {}
    return stored_label(stored) or plan.slug


def _restored_text(plan: UnmergePlan) -> str:
    """How many records are written back, as a sentence."""
    if not plan.records:
        return "Nothing but the two is written back."
    counts, verb = (
        ", ".join(counted_records(plan.records)),
        "is" if sum(plan.records.values()) == 1 else "are",
    )
    return f"Besides the two, {counts} {verb} written back, as far as the merge had changed them."
