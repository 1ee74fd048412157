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

from events.actions import MERGED, UnmergePlan, plan_unmerge, unmerge
from events.admin.addresses import address_of, page_of
from events.admin.forms import expected
from events.admin.phrases import Names, said
from events.admin.refusals import REFUSALS, Sentence, rehearsed, sentences
from events.admin.review import linked
from events.admin.sides import Side
from events.choices import Collection, IdState, ReviewStatus
from events.models import PublicId, Revision
from events.models.record import Record, record_models
from events.rights import may

WENT = (IdState.MERGED, IdState.DELETED)
"""How the registry tells of an id whose record went into another: the public never saw those of drafts."""
_MOST_LISTED = 50
_DECIDE, _KEY = "decide-", "conflict-"


@dataclass(frozen=True, slots=True)
class Question:
    """A value that the merge changed and something after it, too."""

    key: str
    record: Sentence
    where: str
    before: str
    after: str
    now: str
    decided: str


@dataclass(frozen=True, slots=True)
class Joined:
    """An id that leads to a record since it was merged into it."""

    name: str
    merge: Revision
    address: str


def unmerge_view(modeladmin: Any, request: HttpRequest, collection: str, slug: str) -> HttpResponse:
    """Show what taking the merge of this id back does, and do it once it is confirmed."""
    if collection not in MERGED:
        raise Http404
    model = record_models()[Collection(collection)]
    if not may_unmerge(request.user, model):
        raise PermissionDenied
    plan = plan_unmerge(Collection(collection), slug)
    refused: list[Sentence] = []
    if request.method == "POST" and plan.target and not (refused := _unmerged(request, plan)):
        assert plan.merge is not None
        return HttpResponseRedirect(address_of(model, plan.merge.object_pk))
    if not refused and not plan.obstacles:
        decided = {one.key: "now" for one in plan.conflicts}
        refused = rehearsed(lambda: unmerge(plan, _curator(request), "rehearsal", decisions=decided))
    target = plan.target
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": "Undo a merge",
        "opts": model._meta if target else modeladmin.opts,
        "media": modeladmin.media,
        "plan": plan,
        "record": target,
        "target": Side(target) if target else None,
        "name": _name(plan),
        "seen": _seen(plan),
        "written": _written(plan),
        "questions": _questions(request, plan),
        "changed_since": linked(plan.changed_since[:_MOST_LISTED]),
        "stays": linked(plan.stays[:_MOST_LISTED]),
        "refused": linked([*refused, *plan.obstacles]),
        "was_public": bool(target) and target.review_status == ReviewStatus.PUBLISHED,
        "reason": request.POST.get("reason", ""),
        "public_reason": request.POST.get("public_reason", ""),
        "back": _history(target) if target else page_of(PublicId, "changelist"),
    }
    return TemplateResponse(request, "admin/events/unmerge.html", context)


def unmerge_address(collection: str, slug: str) -> str:
    """The page that takes back the merge of this id."""
    return reverse("admin:events_publicid_unmerge", args=[collection, slug])


def may_unmerge(user: Any, model: type[Record]) -> bool:
    """Whether the curator may ever bring such a record back and change the one that it went into."""
    return all(may(user, verb, model) for verb in ("add", "change"))


def joined(record: Record, user: Any) -> list[Joined]:
    """What went into a record and leads to it, the latest first. Queries: 2."""
    if record.COLLECTION not in MERGED or not may_unmerge(user, type(record)):
        return []
    ids = PublicId.objects.filter(collection=record.COLLECTION, state__in=WENT, successor=record.slug).values(
        "slug"
    )
    ends = Revision.objects.filter(collection=record.COLLECTION, slug__in=ids, record__isnull=True)
    latest: dict[str, Revision] = {}
    for row in ends.exclude(successor="").order_by("-seq")[: 2 * _MOST_LISTED]:
        latest.setdefault(row.slug, row)
    return [
        Joined(slug, row, unmerge_address(record.COLLECTION.value, slug))
        for slug, row in [*latest.items()][:_MOST_LISTED]
    ]


def _curator(request: HttpRequest) -> Any:
    return request.user  # a curator: the site lets nobody else in


def _unmerged(request: HttpRequest, plan: UnmergePlan) -> list[Sentence]:
    """Take it back and say so, or return why not."""
    posted = request.POST
    read = expected(request)
    if posted.get("seen") != _seen(plan) or plan.target not in read:
        return ["Something was changed since this page was made. Look again at what is there."]
    try:
        unmerge(
            plan,
            _curator(request),
            posted.get("reason", ""),
            decisions={key: side for key, side in _decided(request).items() if side},
            public_reason=posted.get("public_reason", "").strip(),
            expected=read,
        )
    except (*REFUSALS, PermissionDenied) as error:
        return sentences(error)
    messages.success(request, f"“{_name(plan)}” is a record of its own again, under its own id.")
    return []


def _decided(request: HttpRequest) -> dict[str, str]:
    """What was decided of each conflict that the page showed; empty where nothing was ticked."""
    posted = request.POST
    names = [name for name in posted if name.startswith(_KEY)]
    return {posted.get(name, ""): posted.get(name.replace(_KEY, _DECIDE, 1), "") for name in names}


def _seen(plan: UnmergePlan) -> str:
    """A mark of all that there is to decide, so that a decision holds for what was looked at."""
    held = [[one.key, one.before, one.after, one.now] for one in plan.conflicts]
    told = json.dumps([held, plan.changed_since, plan.stays], sort_keys=True)
    return sha256(told.encode()).hexdigest()


def _name(plan: UnmergePlan) -> str:
    """What the record was called that went into the other. Queries: 1."""
    if plan.merge is None:
        return plan.slug
    mine = Revision.objects.filter(collection=plan.collection, object_pk=plan.merge.object_pk)
    stored = mine.filter(number=plan.merge.number - 1).values_list("record", flat=True).first() or {}
    return str(stored.get("title") or stored.get("name") or stored.get("proposition") or plan.slug)


def _written(plan: UnmergePlan) -> str:
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


def _questions(request: HttpRequest, plan: UnmergePlan) -> list[Question]:
    """The conflicts in words, with what was decided. Queries: 1 for each collection named."""
    names = Names([one.before, one.after, one.now] for one in plan.conflicts)
    chosen = _decided(request)
    records = linked([one.record for one in plan.conflicts])
    return [
        Question(
            one.key,
            record,
            ", ".join(step.replace("_", " ") for step in one.path),
            said(one.before, names),
            said(one.after, names),
            said(one.now, names),
            chosen.get(one.key, ""),
        )
        for one, record in zip(plan.conflicts, records, strict=True)
    ]


def _history(record: Record) -> str:
    options = record._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_history", args=[record.pk])
