"""The page on which people judge, side by side, whether two records are one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from events import duplicates, records
from events.admin.comparison import compared_records, comparison_page
from events.admin.errors import Message, refusals
from events.admin.forms import expected_revisions, revision_token
from events.admin.merging import may_merge, merge_sort_key
from events.admin.pages import model_admin_url
from events.choices import Collection
from events.duplicates import Candidate
from events.models import NotDuplicate
from events.models.record import Record, record_models
from events.rights import may, may_edit

_MAX_LISTED = 50
_MAX_SEARCHED = 20_000
"""Records of a kind through which a page may search itself; more take `manage.py find_duplicates`."""


def duplicates_view(modeladmin: Any, request: HttpRequest) -> HttpResponse:
    """Show a pair and the list of the others; take a judgement, or look again for such pairs."""
    if not modeladmin.has_view_permission(request):
        raise PermissionDenied
    model: type[Record] = modeladmin.model
    errors: list[Message] = []
    if request.method == "POST" and "_search" in request.POST:
        _search_duplicates(request, model)
        return HttpResponseRedirect(request.path)
    if request.method == "POST" and not (errors := _apply_decision(request, model)):
        query = urlencode({"at": request.POST.get("at", ""), "reason": request.POST.get("reason", "")})
        return HttpResponseRedirect(f"{request.path}?{query}")
    candidates = duplicates.load_candidates(model.COLLECTION)
    index = _selected_index(request, candidates)
    pair = _candidate_pair(modeladmin, request, candidates, index) if candidates else None
    context = {
        "kinds": duplicate_counts(request.user),
        "pair": pair,
        "comparison": pair["comparison"] if pair else None,
        "others": _nearby_pairs(model, candidates, index),
        "total": len(candidates),
        "reason": request.POST.get("reason") or request.GET.get("reason", ""),
        "reasons": _recent_reasons(model),
        "may_search": may(request.user, "change", model) and model._base_manager.count() <= _MAX_SEARCHED,
    }
    title = f"Possible duplicates among {modeladmin.opts.verbose_name_plural}"
    return comparison_page(modeladmin, request, "duplicate_review.html", title, errors, **context)


def _search_duplicates(request: HttpRequest, model: type[Record]) -> None:
    """Look for such pairs now."""
    if not may(request.user, "change", model):
        raise PermissionDenied
    if model._base_manager.count() > _MAX_SEARCHED:
        too_many = "There are too many to search while you wait: “manage.py find_duplicates” does it."
        messages.error(request, too_many)
        return
    candidates = duplicates.find_candidates(model.COLLECTION, duplicates.MAX_STORED)
    duplicates.save_candidates(model.COLLECTION, candidates)
    pairs = "1 pair is" if len(candidates) == 1 else f"{len(candidates)} pairs are"
    messages.success(request, f"The search is done: {pairs} to be judged.")


def _apply_decision(request: HttpRequest, model: type[Record]) -> list[Message]:
    """Remember that two are not one, or return why not."""
    expected = expected_revisions(request)
    rows = {row.pk: row for row in model._base_manager.filter(pk__in=[record.pk for record in expected])}
    if len(expected) != 2 or len(rows) != 2:
        return ["One of the two is not there any more."]
    if any(rows[record.pk].version != revision for record, revision in expected.items() if record.pk in rows):
        return ["Somebody changed one of them since this page was made. Look again at what is there."]
    one, other = rows.values()
    reason = request.POST.get("reason", "")
    errors = refusals(lambda: duplicates.mark_not_duplicate(one, other, request.user, reason))
    if not errors:
        messages.success(request, f"“{one.label}” and “{other.label}” are remembered to be two.")
    return errors


def _candidate_pair(
    modeladmin: Any, request: HttpRequest, candidates: list[Candidate], index: int
) -> dict[str, Any]:
    """Two records that may be one, as the page shows them; `index` is their place in the list, from 0."""
    model, candidate = modeladmin.model, candidates[index]
    one, other = sorted(model._base_manager.in_bulk(candidate.pair).values(), key=merge_sort_key)
    earlier_decisions = NotDuplicate.objects.filter(
        collection=model.COLLECTION, one=candidate.one, other=candidate.other
    )
    source = next((record for record in (other, one) if may_merge(modeladmin, request, record)), None)
    target = one if source is other else other
    url = model_admin_url(model, "merge", source.pk) if source else ""
    return {
        "candidate": candidate,
        "comparison": compared_records(one, other, records.snapshot(model.COLLECTION, candidate.pair)),
        "token": f"{revision_token(one)} {revision_token(other)}",
        "merge_url": url and f"{url}?into={target.pk}&back=duplicates",
        "may_judge": all(may_edit(request.user, model, record.review_status) for record in (one, other)),
        "earlier_decision": earlier_decisions.first(),  # from before one of them changed
        "index": index,
        "number": index + 1,
        "previous_index": index - 1 if index else None,
        "next_index": index + 1 if index + 1 < len(candidates) else None,
        "total": len(candidates),
    }


def duplicate_counts(user: Any) -> list[tuple[str, int, str]]:
    """The kinds of records with how many pairs wait, and where. Queries: 1 for each kind."""
    models = {collection: record_models()[collection] for collection in duplicates.SEARCHED_COLLECTIONS}
    return [
        (str(model._meta.verbose_name_plural), duplicates.count_candidates(collection), url)
        for collection, model in models.items()
        if may(user, "view", model) and (url := model_admin_url(model, "duplicates"))
    ]


def _selected_index(request: HttpRequest, candidates: list[Candidate]) -> int:
    """Which pair is shown: after a judgement the one that took the place of the judged one."""
    index = request.POST.get("at") or request.GET.get("at", "")
    return min(int(index) if index.isdecimal() and len(index) < 6 else 0, max(len(candidates) - 1, 0))


def _nearby_pairs(
    model: type[Record], candidates: list[Candidate], index: int
) -> list[tuple[int, str, str, str]]:
    """The pairs around the shown one, by name. Queries: 1."""
    start = max(0, min(index - _MAX_LISTED // 2, len(candidates) - _MAX_LISTED))
    nearby = list(enumerate(candidates))[start : start + _MAX_LISTED]
    rows: Any = model._base_manager.filter(pk__in={pk for _, candidate in nearby for pk in candidate.pair})
    if model.COLLECTION == Collection.ARTICLES:
        rows = rows.defer("text")
    labels = {row.pk: row.label for row in rows}
    return [(at, labels[pair.one], labels[pair.other], "; ".join(pair.why)) for at, pair in nearby]


def _recent_reasons(model: type[Record]) -> list[str]:
    """Reasons for which pairs of this kind were judged to be two lately, to choose from. Queries: 1."""
    latest = NotDuplicate.objects.filter(collection=model.COLLECTION).order_by("-at")
    return list(dict.fromkeys(latest.values_list("reason", flat=True)[:20]))[:8]
