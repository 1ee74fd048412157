"""Take a merge back: what it brings back, what was changed since and has to be decided, and doing it."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from events.actions import MERGEABLE_COLLECTIONS, UnmergePlan, plan_unmerge, unmerge
from events.admin.admin_urls import change_url_by_pk, model_admin_url
from events.admin.change_messages import ReferenceLabels, value_text
from events.admin.column_comparison import RecordHeader
from events.admin.errors import CHANGE_ERRORS, Message, dry_run_errors, error_messages
from events.admin.forms import expected_revisions
from events.admin.review_steps import link_records
from events.choices import Collection, IdState, ReviewStatus
from events.models import PublicId, Revision
from events.models.record import Record, record_models
from events.rights import may

MERGED_STATES = (IdState.MERGED, IdState.DELETED)
"""How the registry tells of an id whose record went into another: the public never saw those of drafts."""
_MAX_LISTED = 50
_DECISION_PREFIX, _KEY_PREFIX = "decide-", "conflict-"


@dataclass(frozen=True, slots=True)
class MergeConflictRow:
    """A value that the merge changed and something after it, too."""

    key: str
    record: Message
    where: str
    before: str
    after: str
    now: str
    decided: str


@dataclass(frozen=True, slots=True)
class MergedId:
    """An id that leads to a record since it was merged into it."""

    name: str
    merge: Revision
    url: str


def unmerge_view(modeladmin: Any, request: HttpRequest, collection: str, slug: str) -> HttpResponse:
    """Show what taking the merge of this id back does, and do it once it is confirmed."""
    if collection not in MERGEABLE_COLLECTIONS:
        raise Http404
    model = record_models()[Collection(collection)]
    if not may_unmerge(request.user, model):
        raise PermissionDenied
    plan = plan_unmerge(Collection(collection), slug)
    refused: list[Message] = []
    if request.method == "POST" and plan.target and not (refused := _apply_unmerge(request, plan)):
        assert plan.merge is not None
        return HttpResponseRedirect(change_url_by_pk(model, plan.merge.object_pk))
    if not refused and not plan.obstacles:
        decided = {one.key: "now" for one in plan.conflicts}
        refused = dry_run_errors(lambda: unmerge(plan, _curator(request), "rehearsal", decisions=decided))
    target = plan.target
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": "Undo a merge",
        "opts": model._meta if target else modeladmin.opts,
        "media": modeladmin.media,
        "plan": plan,
        "record": target,
        "target": RecordHeader(target) if target else None,
        "name": _source_label(plan),
        "seen": _plan_digest(plan),
        "written": _restored_text(plan),
        "questions": _conflict_rows(request, plan),
        "changed_since": link_records(plan.changed_since[:_MAX_LISTED]),
        "stays": link_records(plan.later_references[:_MAX_LISTED]),
        "refused": link_records([*refused, *plan.obstacles]),
        "was_public": bool(target) and target.review_status == ReviewStatus.PUBLISHED,
        "reason": request.POST.get("reason", ""),
        "public_reason": request.POST.get("public_reason", ""),
        "back": _history_url(target) if target else model_admin_url(PublicId, "changelist"),
    }
    return TemplateResponse(request, "admin/events/unmerge.html", context)


def unmerge_url(collection: str, slug: str) -> str:
    """The page that takes back the merge of this id."""
    return reverse("admin:events_publicid_unmerge", args=[collection, slug])


def may_unmerge(user: Any, model: type[Record]) -> bool:
    """Whether the curator may ever bring such a record back and change the one that it went into."""
    return all(may(user, verb, model) for verb in ("add", "change"))


def merged_ids(record: Record, user: Any) -> list[MergedId]:
    """What went into a record and leads to it, the latest first. Queries: 2."""
    if record.COLLECTION not in MERGEABLE_COLLECTIONS or not may_unmerge(user, type(record)):
        return []
    ids = PublicId.objects.filter(
        collection=record.COLLECTION, state__in=MERGED_STATES, successor=record.slug
    ).values("slug")
    ends = Revision.objects.filter(collection=record.COLLECTION, slug__in=ids, record__isnull=True)
    latest: dict[str, Revision] = {}
    for row in ends.exclude(successor="").order_by("-seq")[: 2 * _MAX_LISTED]:
        latest.setdefault(row.slug, row)
    return [
        MergedId(slug, row, unmerge_url(record.COLLECTION.value, slug))
        for slug, row in [*latest.items()][:_MAX_LISTED]
    ]


def _curator(request: HttpRequest) -> Any:
    return request.user  # a curator: the site lets nobody else in


def _apply_unmerge(request: HttpRequest, plan: UnmergePlan) -> list[Message]:
    """Take it back and say so, or return why not."""
    posted = request.POST
    read = expected_revisions(request)
    if posted.get("seen") != _plan_digest(plan) or plan.target not in read:
        return ["Something was changed since this page was made. Look again at what is there."]
    try:
        unmerge(
            plan,
            _curator(request),
            posted.get("reason", ""),
            decisions={key: side for key, side in _posted_decisions(request).items() if side},
            public_reason=posted.get("public_reason", "").strip(),
            expected=read,
        )
    except (*CHANGE_ERRORS, PermissionDenied) as error:
        return error_messages(error)
    messages.success(request, f"“{_source_label(plan)}” is a record of its own again, under its own id.")
    return []


def _posted_decisions(request: HttpRequest) -> dict[str, str]:
    """What was decided of each conflict that the page showed; empty where nothing was ticked."""
    posted = request.POST
    names = [name for name in posted if name.startswith(_KEY_PREFIX)]
    return {
        posted.get(name, ""): posted.get(name.replace(_KEY_PREFIX, _DECISION_PREFIX, 1), "") for name in names
    }


def _plan_digest(plan: UnmergePlan) -> str:
    """A mark of all that there is to decide, so that a decision holds for what was looked at."""
    held = [[one.key, one.before, one.after, one.now] for one in plan.conflicts]
    told = json.dumps([held, plan.changed_since, plan.later_references], sort_keys=True)
    return sha256(told.encode()).hexdigest()


def _source_label(plan: UnmergePlan) -> str:
    """What the record was called that went into the other. Queries: 1."""
    if plan.merge is None:
        return plan.slug
    mine = Revision.objects.filter(collection=plan.collection, object_pk=plan.merge.object_pk)
    stored = mine.filter(number=plan.merge.number - 1).values_list("record", flat=True).first() or {}
    return str(stored.get("title") or stored.get("name") or stored.get("proposition") or plan.slug)


def _restored_text(plan: UnmergePlan) -> str:
    """How many records are written back, as a sentence."""
    models = record_models()
    told = [
        f"{number} {names.verbose_name if number == 1 else names.verbose_name_plural}"
        for collection, number in plan.records.items()
        if (names := models[collection]._meta)
    ]
    if not told:
        return "Nothing but the two is written back."
    verb = "is" if sum(plan.records.values()) == 1 else "are"
    return f"Besides the two, {', '.join(told)} {verb} written back, as far as the merge had changed them."


def _conflict_rows(request: HttpRequest, plan: UnmergePlan) -> list[MergeConflictRow]:
    """The conflicts in words, with what was decided. Queries: 1 for each collection named."""
    names = ReferenceLabels([one.before, one.after, one.now] for one in plan.conflicts)
    chosen = _posted_decisions(request)
    records = link_records([one.record for one in plan.conflicts])
    return [
        MergeConflictRow(
            one.key,
            record,
            ", ".join(step.replace("_", " ") for step in one.path),
            value_text(one.before, names),
            value_text(one.after, names),
            value_text(one.now, names),
            chosen.get(one.key, ""),
        )
        for one, record in zip(plan.conflicts, records, strict=True)
    ]


def _history_url(record: Record) -> str:
    options = record._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_history", args=[record.pk])
