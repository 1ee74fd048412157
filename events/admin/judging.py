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
from events.admin.addresses import page_of
from events.admin.forms import expected, read_at
from events.admin.likeness import likeness
from events.admin.merging import MergingAdmin, merge_address, rank
from events.admin.refusals import REFUSALS, Sentence, sentences
from events.admin.sides import Side
from events.choices import Collection
from events.duplicates import Candidate
from events.models import NotDuplicate
from events.models.record import Record, record_models
from events.rights import may, may_edit

_LISTED = 50
_MOST_SEARCHED = 20_000
"""Records of a kind through which a page may search itself; more take `manage.py find_duplicates`."""


class JudgingAdmin(MergingAdmin):
    """A screen of records some of which may be one."""

    def get_urls(self) -> list[URLPattern]:
        """One more address: the records that may be one."""
        if not _searched(self.model):
            return super().get_urls()
        options = self.opts
        view = self.admin_site.admin_view(self.duplicates_view)
        name = f"{options.app_label}_{options.model_name}_duplicates"
        return [path("duplicates/", view, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, with a link to those that may be one."""
        address = page_of(self.model, "duplicates") if _searched(self.model) else ""
        return super().changelist_view(request, {"duplicates_url": address, **(extra_context or {})})

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """Show a pair and the list of the others; take a judgement, or look again for such pairs."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        refused: list[Sentence] = []
        if request.method == "POST" and "_search" in request.POST:
            self._search(request)
            return HttpResponseRedirect(request.path)
        if request.method == "POST" and not (refused := self._judged(request)):
            query = urlencode({"at": request.POST.get("at", ""), "reason": request.POST.get("reason", "")})
            return HttpResponseRedirect(f"{request.path}?{query}")
        found = duplicates.kept(self.model.COLLECTION)
        place = _place(request, found)
        count = self.model._base_manager.count()
        context = {
            **self.admin_site.each_context(request),
            "title": f"Possible duplicates among {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "media": self.media,
            "kinds": _kinds(request),
            "pair": self._pair(request, found[place], place, len(found)) if found else None,
            "others": _others(self.model, found, place),
            "total": len(found),
            "refused": refused,
            "reason": request.POST.get("reason") or request.GET.get("reason", ""),
            "reasons": _reasons(self.model),
            "may_search": may(request.user, "change", self.model),
            "many": count > _MOST_SEARCHED,
        }
        return TemplateResponse(request, "admin/events/duplicates.html", context)

    def _search(self, request: HttpRequest) -> None:
        """Look for such pairs now."""
        if not may(request.user, "change", self.model):
            raise PermissionDenied
        if self.model._base_manager.count() > _MOST_SEARCHED:
            said = "There are too many to search while you wait: “manage.py find_duplicates” does it."
            messages.error(request, said)
            return
        found = duplicates.find(self.model.COLLECTION, duplicates.MOST_KEPT)
        duplicates.keep(self.model.COLLECTION, found)
        pairs = "1 pair is" if len(found) == 1 else f"{len(found)} pairs are"
        messages.success(request, f"The search is done: {pairs} to be judged.")

    def _judged(self, request: HttpRequest) -> list[Sentence]:
        """Remember that two are not one, or return why not."""
        read = expected(request)
        rows = {row.pk: row for row in self.model._base_manager.filter(pk__in=[one.pk for one in read])}
        if len(read) != 2 or len(rows) != 2:
            return ["One of the two is not there any more."]
        if any(rows[one.pk].revision != revision for one, revision in read.items() if one.pk in rows):
            return ["Somebody changed one of them since this page was made. Look again at what is there."]
        one, other = rows.values()
        try:
            duplicates.judge(one, other, request.user, request.POST.get("reason", ""))
        except REFUSALS as error:
            return sentences(error)
        messages.success(request, f"“{one.label}” and “{other.label}” are remembered to be two.")
        return []

    def _pair(self, request: HttpRequest, found: Candidate, place: int, total: int) -> "Pair":
        rows = self.model._base_manager.in_bulk(found.pair)
        one, other = sorted(rows.values(), key=rank)
        held = records.stored(self.model.COLLECTION, found.pair)
        earlier = NotDuplicate.objects.filter(
            collection=self.model.COLLECTION, one=found.one, other=found.other
        ).first()
        may_judge = all(may_edit(request.user, self.model, row.review_status) for row in (one, other))
        goes = next((row for row in (other, one) if self.may_merge(request, row)), None)
        stays = one if goes is other else other
        return Pair(
            found,
            Side(one),
            Side(other),
            likeness(held[one.pk], held[other.pk]),
            f"{read_at(one)} {read_at(other)}",
            f"{merge_address(goes)}?{urlencode({'into': stays.pk, 'back': 'duplicates'})}" if goes else "",
            may_judge,
            earlier,
            place,
            total,
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one, as the page shows them."""

    found: Candidate
    one: Side
    other: Side
    lines: list[Any]
    token: str
    merge_url: str
    may_judge: bool
    earlier: NotDuplicate | None
    """A judgement from before one of them changed."""
    place: int
    total: int

    @property
    def number(self) -> int:
        """Its place in the list, from 1."""
        return self.place + 1

    @property
    def before(self) -> int | None:
        """The place of the one before it."""
        return self.place - 1 if self.place else None

    @property
    def after(self) -> int | None:
        """The place of the next one."""
        return self.place + 1 if self.place + 1 < self.total else None


def kinds_with_counts(user: Any) -> list[tuple[str, int, str]]:
    """The kinds of records with how many pairs wait, and where. Queries: 1 for each kind."""
    models = record_models()
    return [
        (str(model._meta.verbose_name_plural), duplicates.count(collection), page_of(model, "duplicates"))
        for collection in duplicates.SEARCHED
        if may(user, "view", model := models[collection])
    ]


def _kinds(request: HttpRequest) -> list[tuple[str, int, str]]:
    return kinds_with_counts(request.user)


def _searched(model: type[Record]) -> bool:
    return model.COLLECTION in duplicates.SEARCHED


def _place(request: HttpRequest, found: list[Candidate]) -> int:
    """Which pair is shown: after a judgement the one that stands where the judged one stood."""
    given = request.POST.get("at") or request.GET.get("at", "")
    place = int(given) if given.isdecimal() and len(given) < 6 else 0
    return min(place, max(len(found) - 1, 0))


def _others(model: type[Record], found: list[Candidate], place: int) -> list[tuple[int, str, str, str]]:
    """The pairs around the shown one, by name. Queries: 1."""
    start = max(0, min(place - _LISTED // 2, len(found) - _LISTED))
    shown = list(enumerate(found))[start : start + _LISTED]
    rows: Any = model._base_manager.filter(pk__in={pk for _, one in shown for pk in one.pair})
    labels = {row.pk: row.label for row in rows.defer(*_long(model))}
    return [(at, labels[one.one], labels[one.other], "; ".join(one.why)) for at, one in shown]


def _long(model: type[Record]) -> list[str]:
    return ["text"] if model.COLLECTION == Collection.ARTICLES else []


def _reasons(model: type[Record]) -> list[str]:
    """Why pairs of this kind were found to be two lately, to choose from. Queries: 1."""
    latest = NotDuplicate.objects.filter(collection=model.COLLECTION).order_by("-at")
    return list(dict.fromkeys(latest.values_list("reason", flat=True)[:20]))[:8]
