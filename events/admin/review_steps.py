"""Publish, withdraw, hand in, reject: what each step asks, shows beforehand and does."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events import actions, records
from events.admin.admin_urls import change_url
from events.admin.errors import CHANGE_ERRORS, Message, dry_run_errors, error_messages
from events.admin.forms import revision_token
from events.choices import Collection, ReviewStatus
from events.models.record import Record, record_models
from events.rights import may

StepFunction = Callable[[Iterable[Record], Any, str], None]


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One step of the review."""

    name: str
    title: str
    participle: str
    target_status: ReviewStatus
    permission: str
    """The permission that it takes."""
    run: StepFunction
    effect: str
    """What it does, for who is about to take it."""
    question: str
    """What to ask for the reason."""
    needs_reason: bool = False

    def is_open_to(self, user: Any, record: Record) -> bool:
        """Whether the record can take it from where it stands, and this curator may."""
        return record.review_status in actions.ALLOWED_STATUSES[self.name] and may(
            user, self.permission, type(record)
        )


REVIEW_STEPS = {
    step.name: step
    for step in (
        ReviewStep(
            "publish",
            "Publish",
            "published",
            ReviewStatus.PUBLISHED,
            "publish",
            actions.publish,
            "Everybody can read it in the API at once, and its id stays for ever.",
            "Why now, or what was checked. Kept in the history, never public.",
        ),
        ReviewStep(
            "withdraw",
            "Withdraw",
            "withdrawn",
            ReviewStatus.WITHDRAWN,
            "withdraw",
            actions.withdraw,
            "It leaves every list of the API; its address answers “410 Gone” with your reason.",
            "Why is it withdrawn? The public reads this instead of the record.",
            needs_reason=True,
        ),
        ReviewStep(
            "hand_in",
            "Hand in for review",
            "handed in",
            ReviewStatus.IN_REVIEW,
            "change",
            actions.submit_for_review,
            "It waits for somebody who may publish it, and is changed by such people alone until then.",
            "What the reviewer should know. Kept in the history, never public.",
        ),
        ReviewStep(
            "reject",
            "Reject",
            "rejected",
            ReviewStatus.REJECTED,
            "publish",
            actions.reject,
            "It goes back to those who write: they can mend it and hand it in again.",
            "Why is it not taken? Only curators read this.",
            needs_reason=True,
        ),
    )
}


def available_steps(record: Record, user: Any) -> list[ReviewStep]:
    """The steps that the record can take and this curator may."""
    return [step for step in REVIEW_STEPS.values() if step.is_open_to(user, record)]


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One record of a preview."""

    record: Record
    status: SafeString
    url: str
    token: str
    """The record at the revision that is shown, so that another is not moved by mistake."""
    contents: str
    allowed: bool
    ticked: bool


class StepPreview:
    """What a step would do at this moment, and what stands against it."""

    def __init__(self, step: ReviewStep, chosen: Sequence[Record], request: HttpRequest) -> None:
        self.step = step
        self.chosen = chosen
        self.request = request
        self.dependencies: list[Record] = []
        self.errors: list[Message] = []
        if step.name == "publish":
            try:
                self.dependencies = actions.unpublished_dependencies(chosen)
            except ValidationError as error:
                self.errors = list(error.messages)

    @property
    def selected_dependencies(self) -> list[Record]:
        """What was ticked to be published along."""
        ticked = self.request.POST.getlist("along")
        return [one for one in self.dependencies if revision_token(one) in ticked]

    def is_current(self) -> bool:
        """Whether what was shown is what stands there now."""
        seen = self.request.POST.getlist("seen")
        return all(revision_token(one) in seen for one in self.chosen)

    def apply(self, reason: str) -> bool:
        """Take the step and say so; or know why it was refused."""
        along = self.selected_dependencies
        try:
            self.step.run([*self.chosen, *along], self.request.user, reason)
        except CHANGE_ERRORS as error:
            self.errors = error_messages(error)
            return False
        one = f"“{self.chosen[0].label}” is {self.step.participle}"
        said = one if len(self.chosen) == 1 else f"{len(self.chosen)} records are {self.step.participle}"
        messages.success(self.request, f"{said}, and {len(along)} along with it." if along else f"{said}.")
        return True

    def dry_run(self) -> None:
        """Find out why the step would be refused, with all that it needs along: it is taken, then undone."""
        self.errors += _step_errors(self.step.run, [*self.chosen, *self.dependencies])

    def needs_no_decision(self) -> bool:
        """Whether there is nothing to decide."""
        self.dry_run()
        return not (self.dependencies or self.errors or self.step.needs_reason)

    def publication_errors(self) -> list[Message]:
        """What a reviewer will find missing in what is handed in."""
        if self.step.name != "hand_in" or self.errors:
            return []
        try:
            needs = actions.unpublished_dependencies(self.chosen)
        except ValidationError as error:
            return list(error.messages)
        return link_records(_step_errors(actions.publish, [*self.chosen, *needs]))

    def lines(self, chosen: Sequence[Record]) -> list[PreviewLine]:
        """The records with what they hold. Queries: fixed for each collection."""
        pks: dict[Collection, list[int]] = defaultdict(list)
        for one in chosen:
            pks[one.COLLECTION].append(one.pk)
        holds = {
            (where, pk): _contents_text(stored)
            for where, keys in pks.items()
            for pk, stored in records.snapshot(where, keys).items()
        }
        posted = self.request.POST.getlist("along") if "confirmed" in self.request.POST else None
        return [
            PreviewLine(
                one,
                status_badge(one.review_status),
                change_url(one),
                token := revision_token(one),
                holds.get((one.COLLECTION, one.pk), ""),
                may(self.request.user, self.step.permission, type(one)),
                # What somebody decided against is not published in passing.
                one.review_status in (ReviewStatus.DRAFT, ReviewStatus.IN_REVIEW)
                if posted is None
                else token in posted,
            )
            for one in chosen
        ]


def _step_errors(run: StepFunction, chosen: Sequence[Record]) -> list[Message]:
    """Why a step would be refused; as a command, since it is undone whoever looks."""
    return dry_run_errors(lambda: run(chosen, "rehearsal", "rehearsal"))


def _contents_text(stored: dict[str, Any]) -> str:
    """How many parts of each kind a record holds: `3 participants, 5 evidence`."""
    lists = {name: value for name, value in stored.items() if isinstance(value, list) and value}
    return ", ".join(
        f"{len(value)} {(name if len(value) > 1 else name.removesuffix('s')).replace('_', ' ')}"
        for name, value in lists.items()
    )


_RECORD_REFERENCE = re.compile(rf"\b({'|'.join(Collection.values)})/([a-z0-9]+(?:-[a-z0-9]+)*)")


def link_records(found: Sequence[Message]) -> list[Message]:
    """Sentences in which `events/some-id` became a link to that record. Queries: 1 for each collection."""
    slugs: dict[str, set[str]] = defaultdict(set)
    for sentence in found:
        for collection, slug in _RECORD_REFERENCE.findall(sentence):
            slugs[collection].add(slug)
    models = record_models()
    known: dict[str, Record] = {}
    for collection, wanted in slugs.items():
        for row in models[Collection(collection)]._base_manager.filter(slug__in=wanted):
            known[f"{collection}/{row.slug}"] = row
    return [one if isinstance(one, SafeString) else _link_sentence(one, known) for one in found]


def _link_sentence(sentence: str, known: dict[str, Record]) -> SafeString:
    pieces: list[SafeString] = []
    end = 0
    for match in _RECORD_REFERENCE.finditer(sentence):
        if row := known.get(match[0]):
            kind, name = row._meta.verbose_name, row.label
            link = format_html('{} “<a href="{}">{}</a>”', kind, change_url(row), name)
            pieces += [format_html("{}", sentence[end : match.start()]), link]
            end = match.end()
    pieces.append(format_html("{}", sentence[end:]))
    joined = format_html_join("", "{}", ((piece,) for piece in pieces))
    return SafeString(joined[:1].upper() + joined[1:])


def status_badge(status: str) -> SafeString:
    """A review status as a coloured word."""
    word = ReviewStatus(status)
    return format_html(
        '<span class="status status-{}" title="{}">{}</span>', word.value, word.definition, word.label
    )
