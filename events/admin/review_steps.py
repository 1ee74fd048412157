"""Publish, withdraw, hand in, reject: what each step asks, shows beforehand and does."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events import records
from events.actions import review_status
from events.actions.doubts import problems_of
from events.actions.review_status import MAX_RECORDS_AT_ONCE
from events.admin.doubts import doubt_lines, posted_answers
from events.admin.errors import Message, dry_run_errors, refusals
from events.admin.forms import revision_token
from events.admin.pages import change_url, feature_page, model_admin_url
from events.admin.record_links import link_records
from events.choices import Collection, ReviewStatus
from events.entry_checks import RecordProblem
from events.models.record import Record
from events.rights import may

StepFunction = Callable[..., None]
"""Takes records, the user and the reason; publishing takes reasons for doubtful values too."""


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One step of the review."""

    name: str
    title: str
    participle: str
    target_status: ReviewStatus
    permission: str
    run: StepFunction
    effect: str
    question: str
    """What the page asks for the reason."""
    needs_reason: bool = False

    def is_open_to(self, user: Any, record: Record) -> bool:
        """Whether the review status of the record allows it, and the rights of the user."""
        return record.review_status in review_status.ALLOWED_STATUSES[self.name] and may(
            user, self.permission, type(record)
        )


_STEPS = (
    ReviewStep(
        *("publish", "Publish", "published", ReviewStatus.PUBLISHED, "publish", review_status.publish),
        effect="Everybody can read it in the API at once, and its id stays for ever.",
        question="Why now, or what was checked. Kept in the history, never public.",
    ),
    ReviewStep(
        *("withdraw", "Withdraw", "withdrawn", ReviewStatus.WITHDRAWN, "withdraw", review_status.withdraw),
        effect="It leaves every list of the API; its address answers “410 Gone” with your reason.",
        question="Why is it withdrawn? The public reads this instead of the record.",
        needs_reason=True,
    ),
    ReviewStep(
        *("hand_in", "Hand in for review", "handed in", ReviewStatus.IN_REVIEW, "change"),
        run=review_status.submit_for_review,
        effect="It waits for somebody who may publish it, and is changed by such people alone until then.",
        question="What the reviewer should know. Kept in the history, never public.",
    ),
    ReviewStep(
        *("reject", "Reject", "rejected", ReviewStatus.REJECTED, "publish", review_status.reject),
        effect="It goes back to those who write: they can mend it and hand it in again.",
        question="Why is it not taken? Only curators read this.",
        needs_reason=True,
    ),
)
REVIEW_STEPS = {step.name: step for step in _STEPS}


def record_header(record: Record) -> dict[str, Any]:
    """A record as pages about several records show it: its status, form, public id and revision."""
    return {
        "record": record,
        "status": status_badge(record.review_status),
        "url": change_url(record),
        "id": f"{record.COLLECTION.value}/{record.slug}",
        "token": revision_token(record),
    }


_rehearse_publishing = partial(review_status.publish, rehearsal=True)


class StepPreview:
    """What a step would do at this moment, and why it would be refused."""

    def __init__(self, step: ReviewStep, chosen: Sequence[Record], request: HttpRequest) -> None:
        self.step = step
        self.chosen = chosen
        self.request = request
        self.dependencies: list[Record] = []
        self.errors: list[Message] = []
        if step.name == "publish":
            try:
                self.dependencies = review_status.unpublished_dependencies(chosen)
            except ValidationError as error:
                self.errors = list(error.messages)

    def is_current(self) -> bool:
        """Whether the records are still at the revisions that the page showed."""
        shown = self.request.POST.getlist("seen")
        return all(revision_token(record) in shown for record in self.chosen)

    def apply(self, reason: str) -> bool:
        """Take the step, with the dependencies that are ticked, and say so; or know why it was refused."""
        ticked = self.request.POST.getlist("along")
        along = [record for record in self.dependencies if revision_token(record) in ticked]
        run = self.step.run
        if self.step.name == "publish":
            run = partial(run, reasons=posted_answers(self.request).reasons)
        self.errors = refusals(lambda: run([*self.chosen, *along], self.request.user, reason))
        if self.errors:
            return False
        count = len(self.chosen)
        subject = f"“{self.chosen[0].label}” is" if count == 1 else f"{count} records are"
        ending = f", and {len(along)} along with it." if along else "."
        messages.success(self.request, f"{subject} {self.step.participle}{ending}")
        return True

    def dry_run(self) -> None:
        """Find out why the step would be refused, with all its dependencies: it is taken, then undone."""
        run = _rehearse_publishing if self.step.name == "publish" else self.step.run
        self.errors += _step_errors(run, [*self.chosen, *self.dependencies])

    def needs_no_decision(self) -> bool:
        """Whether there is nothing to decide."""
        self.dry_run()
        return not (self.dependencies or self.errors or self.step.needs_reason or self.doubts())

    def doubts(self) -> list[RecordProblem]:
        """The doubtful values that publishing asks about. Queries: those of the records."""
        chosen = [*self.chosen, *self.dependencies] if self.step.name == "publish" else []
        return [problem for problem in problems_of(chosen) if not problem.refused]

    def publication_errors(self) -> list[Message]:
        """What a reviewer will find missing or doubtful in records that are handed in."""
        if self.step.name != "hand_in" or self.errors:
            return []
        try:
            dependencies = review_status.unpublished_dependencies(self.chosen)
        except ValidationError as error:
            return list(error.messages)
        handed_in = [*self.chosen, *dependencies]
        doubts = [f"Doubtful: {problem}" for problem in problems_of(handed_in) if not problem.refused]
        return link_records([*_step_errors(_rehearse_publishing, handed_in), *doubts])

    def lines(self, chosen: Sequence[Record]) -> list[dict[str, Any]]:
        """The records with the number of their children. Queries: fixed for each collection."""
        pks: dict[Collection, list[int]] = defaultdict(list)
        for record in chosen:
            pks[record.COLLECTION].append(record.pk)
        contents = {
            (collection, pk): _contents_text(stored)
            for collection, keys in pks.items()
            for pk, stored in records.snapshot(collection, keys).items()
        }
        posted = self.request.POST.getlist("along") if "confirmed" in self.request.POST else None
        # A record that somebody decided against is not published in passing.
        open_statuses = (ReviewStatus.DRAFT, ReviewStatus.IN_REVIEW)
        return [
            record_header(record)
            | {
                "contents": contents.get((record.COLLECTION, record.pk), ""),
                "allowed": may(self.request.user, self.step.permission, type(record)),
                "ticked": record.review_status in open_statuses
                if posted is None
                else revision_token(record) in posted,
            }
            for record in chosen
        ]


def _step_errors(run: StepFunction, chosen: Sequence[Record]) -> list[Message]:
    """Why a step would be refused; taken as a command takes it, since it is undone whoever the user is."""
    return dry_run_errors(lambda: run(chosen, "rehearsal", "rehearsal"))


def _contents_text(stored: dict[str, Any]) -> str:
    """How many children of each kind a record has: `3 participants, 5 evidence`."""
    lists = {name: value for name, value in stored.items() if isinstance(value, list) and value}
    return ", ".join(
        f"{len(value)} {(name if len(value) > 1 else name.removesuffix('s')).replace('_', ' ')}"
        for name, value in lists.items()
    )


def status_badge(status: str) -> SafeString:
    """A review status as a coloured word."""
    word = ReviewStatus(status)
    badge = '<span class="status status-{}" title="{}">{}</span>'
    return format_html(badge, word.value, word.definition, word.label)


def step_view(modeladmin: Any, request: HttpRequest, object_id: int, step: str) -> HttpResponse:
    """Take a step from the form of one record."""
    record = modeladmin.get_object(request, str(object_id))
    if record is None or step not in REVIEW_STEPS:
        return HttpResponseRedirect(model_admin_url(modeladmin.model, "changelist"))
    if not may(request.user, REVIEW_STEPS[step].permission, modeladmin.model):
        raise PermissionDenied
    back = change_url(record)
    return _step_page(modeladmin, request, REVIEW_STEPS[step], [record], back, back)


def _step_action(step: ReviewStep) -> Any:
    """The action of a list that takes a step with the records that are ticked, all or none."""

    @admin.action(permissions=[step.permission], description=f"{step.title}…")
    def take_step(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        records = list(queryset[: MAX_RECORDS_AT_ONCE + 1])
        if len(records) > MAX_RECORDS_AT_ONCE:
            limit = (
                f"Choose at most {MAX_RECORDS_AT_ONCE} records at once, so that you can look through them."
            )
            messages.error(request, limit)
            return None
        back = model_admin_url(modeladmin.model, "changelist")
        return _step_page(modeladmin, request, step, records, back, request.get_full_path())

    take_step.__name__ = step.name
    return take_step


STEP_ACTIONS = [_step_action(step) for step in REVIEW_STEPS.values()]


def step_after_save(request: HttpRequest, record: Record, step: ReviewStep, reason: str) -> HttpResponse:
    """Take a step with a record that was just saved, or show first what there is to decide about it."""
    preview = StepPreview(step, [record], request)
    if preview.needs_no_decision() and preview.apply(reason):
        return HttpResponseRedirect(change_url(record))
    warning = f"Your changes are saved. Before it is {step.participle}, see what that takes."
    messages.warning(request, warning)
    query = f"?{urlencode({'reason': reason})}" if reason else ""
    return HttpResponseRedirect(model_admin_url(type(record), "step", record.pk, step.name) + query)


def _step_page(
    modeladmin: Any,
    request: HttpRequest,
    step: ReviewStep,
    records: Sequence[Record],
    back: str,
    next_url: str,
) -> HttpResponse:
    """Take the step if it was looked through and confirmed; else show what it will do and ask why."""
    preview = StepPreview(step, records, request)
    reason = request.POST.get("reason", request.GET.get("reason", ""))
    if "confirmed" not in request.POST:
        preview.dry_run()
    elif not preview.is_current():
        preview.errors = ["Somebody changed it since this page was made. Look again at what is there."]
    elif preview.apply(reason):
        return HttpResponseRedirect(next_url)
    context = {
        "step": step,
        "records": preview.lines(records),
        "along": preview.lines(preview.dependencies),
        "refused": link_records(preview.errors),
        "doubts": doubt_lines(request, preview.doubts()),
        "lacking": preview.publication_errors(),
        "reason": reason,
        "back": back,
    }
    return feature_page(modeladmin, request, "review_step.html", step.title, **context)
