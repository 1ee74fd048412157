"""The page on which people judge, side by side, whether two records are one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.http import urlencode

from events import duplicates, records
from events.admin.admin_urls import model_admin_url
from events.admin.column_comparison import RecordHeader
from events.admin.errors import CHANGE_ERRORS, Message, error_messages
from events.admin.forms import expected_revisions, revision_token
from events.admin.member_comparison import compare_members
from events.admin.merging import MergeAdmin, merge_sort_key, merge_url
from events.choices import Collection
from events.duplicates import Candidate
from events.models import NotDuplicate
from events.models.record import Record, record_models
from events.rights import may, may_edit

_MAX_LISTED = 50
_MAX_SEARCHED = 20_000
"""Records of a kind through which a page may search itself; more take `manage.py find_duplicates`."""


class DuplicateReviewAdmin(MergeAdmin):
    """A screen of records some of which may be one."""

    def get_urls(self) -> list[URLPattern]:
        """One more address: the records that may be one."""
        if not _is_searched(self.model):
            return super().get_urls()
        options = self.opts
        view = self.admin_site.admin_view(self.duplicates_view)
        name = f"{options.app_label}_{options.model_name}_duplicates"
        return [path("duplicates/", view, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, with a link to those that may be one."""
        address = model_admin_url(self.model, "duplicates") if _is_searched(self.model) else ""
        return super().changelist_view(request, {"duplicates_url": address, **(extra_context or {})})

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """Show a pair and the list of the others; take a judgement, or look again for such pairs."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        refused: list[Message] = []
        if request.method == "POST" and "_search" in request.POST:
            self._search_duplicates(request)
            return HttpResponseRedirect(request.path)
        if request.method == "POST" and not (refused := self._apply_decision(request)):
            query = urlencode({"at": request.POST.get("at", ""), "reason": request.POST.get("reason", "")})
            return HttpResponseRedirect(f"{request.path}?{query}")
        found = duplicates.load_candidates(self.model.COLLECTION)
        place = _selected_index(request, found)
        count = self.model._base_manager.count()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Possible duplicates among {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "media": self.media,
            "kinds": _visible_duplicate_counts(request),
            "pair": self._candidate_pair(request, found[place], place, len(found)) if found else None,
            "others": _nearby_pairs(self.model, found, place),
            "total": len(found),
            "refused": refused,
            "reason": request.POST.get("reason") or request.GET.get("reason", ""),
            "reasons": _recent_reasons(self.model),
            "may_search": may(request.user, "change", self.model),
            "many": count > _MAX_SEARCHED,
        }
        return TemplateResponse(request, "admin/events/duplicate_review.html", context)

    def _search_duplicates(self, request: HttpRequest) -> None:
        """Look for such pairs now."""
        if not may(request.user, "change", self.model):
            raise PermissionDenied
        if self.model._base_manager.count() > _MAX_SEARCHED:
            said = "There are too many to search while you wait: “manage.py find_duplicates” does it."
            messages.error(request, said)
            return
        found = duplicates.find_candidates(self.model.COLLECTION, duplicates.MAX_STORED)
        duplicates.save_candidates(self.model.COLLECTION, found)
        pairs = "1 pair is" if len(found) == 1 else f"{len(found)} pairs are"
        messages.success(request, f"The search is done: {pairs} to be judged.")

    def _apply_decision(self, request: HttpRequest) -> list[Message]:
        """Remember that two are not one, or return why not."""
        read = expected_revisions(request)
        rows = {row.pk: row for row in self.model._base_manager.filter(pk__in=[one.pk for one in read])}
        if len(read) != 2 or len(rows) != 2:
            return ["One of the two is not there any more."]
        if any(rows[one.pk].revision != revision for one, revision in read.items() if one.pk in rows):
            return ["Somebody changed one of them since this page was made. Look again at what is there."]
        one, other = rows.values()
        try:
            duplicates.mark_not_duplicate(one, other, request.user, request.POST.get("reason", ""))
        except CHANGE_ERRORS as error:
            return error_messages(error)
        messages.success(request, f"“{one.label}” and “{other.label}” are remembered to be two.")
        return []

    def _candidate_pair(
        self, request: HttpRequest, found: Candidate, index: int, total: int
    ) -> "CandidatePair":
        rows = self.model._base_manager.in_bulk(found.pair)
        one, other = sorted(rows.values(), key=merge_sort_key)
        held = records.snapshot(self.model.COLLECTION, found.pair)
        earlier = NotDuplicate.objects.filter(
            collection=self.model.COLLECTION, one=found.one, other=found.other
        ).first()
        may_judge = all(may_edit(request.user, self.model, row.review_status) for row in (one, other))
        goes = next((row for row in (other, one) if self.may_merge(request, row)), None)
        stays = one if goes is other else other
        return CandidatePair(
            found,
            RecordHeader(one),
            RecordHeader(other),
            compare_members(held[one.pk], held[other.pk]),
            f"{revision_token(one)} {revision_token(other)}",
            f"{merge_url(goes)}?{urlencode({'into': stays.pk, 'back': 'duplicates'})}" if goes else "",
            may_judge,
            earlier,
            index,
            total,
        )


@dataclass(frozen=True, slots=True)
class CandidatePair:
    """Two records that may be one, as the page shows them."""

    found: Candidate
    one: RecordHeader
    other: RecordHeader
    members: list[Any]
    token: str
    merge_url: str
    may_judge: bool
    earlier_decision: NotDuplicate | None
    """A judgement from before one of them changed."""
    index: int
    total: int

    @property
    def number(self) -> int:
        """Its place in the list, from 1."""
        return self.index + 1

    @property
    def previous_index(self) -> int | None:
        """The place of the one before it."""
        return self.index - 1 if self.index else None

    @property
    def next_index(self) -> int | None:
        """The place of the next one."""
        return self.index + 1 if self.index + 1 < self.total else None


def duplicate_counts(user: Any) -> list[tuple[str, int, str]]:
    """The kinds of records with how many pairs wait, and where. Queries: 1 for each kind."""
    models = record_models()
    return [
        (
            str(model._meta.verbose_name_plural),
            duplicates.count_candidates(collection),
            model_admin_url(model, "duplicates"),
        )
        for collection in duplicates.SEARCHED_COLLECTIONS
        if may(user, "view", model := models[collection])
    ]


def _visible_duplicate_counts(request: HttpRequest) -> list[tuple[str, int, str]]:
    return duplicate_counts(request.user)


def _is_searched(model: type[Record]) -> bool:
    return model.COLLECTION in duplicates.SEARCHED_COLLECTIONS


def _selected_index(request: HttpRequest, found: list[Candidate]) -> int:
    """Which pair is shown: after a judgement the one that stands where the judged one stood."""
    given = request.POST.get("at") or request.GET.get("at", "")
    place = int(given) if given.isdecimal() and len(given) < 6 else 0
    return min(place, max(len(found) - 1, 0))


def _nearby_pairs(model: type[Record], found: list[Candidate], index: int) -> list[tuple[int, str, str, str]]:
    """The pairs around the shown one, by name. Queries: 1."""
    start = max(0, min(index - _MAX_LISTED // 2, len(found) - _MAX_LISTED))
    shown = list(enumerate(found))[start : start + _MAX_LISTED]
    rows: Any = model._base_manager.filter(pk__in={pk for _, one in shown for pk in one.pair})
    labels = {row.pk: row.label for row in rows.defer(*_deferred_fields(model))}
    return [(at, labels[one.one], labels[one.other], "; ".join(one.why)) for at, one in shown]


def _deferred_fields(model: type[Record]) -> list[str]:
    return ["text"] if model.COLLECTION == Collection.ARTICLES else []


def _recent_reasons(model: type[Record]) -> list[str]:
    """Why pairs of this kind were found to be two lately, to choose from. Queries: 1."""
    latest = NotDuplicate.objects.filter(collection=model.COLLECTION).order_by("-at")
    return list(dict.fromkeys(latest.values_list("reason", flat=True)[:20]))[:8]
