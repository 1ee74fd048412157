"""Doubtful values on a page: what is doubted, and the reasons with which they are confirmed."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from events.actions.doubts import Answers
from events.admin.pages import curator
from events.admin.record_links import link_records
from events.choices import DoubtReason
from events.entry_checks import RecordProblem

_REASON, _WORDS = "doubt:", "doubt-words:"


def posted_answers(request: HttpRequest) -> Answers:
    """The reasons that a page sends."""
    keys = [name.removeprefix(_REASON) for name in request.POST if name.startswith(_REASON)]
    reasons = {
        key: (request.POST[_REASON + key], request.POST.get(_WORDS + key, "").strip()[:300]) for key in keys
    }
    return Answers(curator(request), reasons)


def doubt_lines(request: HttpRequest, doubts: Iterable[RecordProblem]) -> list[dict[str, Any]]:
    """The doubts as `doubts.html` shows them, with what was chosen already."""
    reasons = posted_answers(request).reasons
    doubts, lines = list(doubts), []
    for doubt, text in zip(doubts, link_records(str(doubt.problem) for doubt in doubts), strict=True):
        reason, words = reasons.get(doubt.key, ("", ""))
        options = [(value, label, value == reason) for value, label in DoubtReason.choices]
        lines.append({"doubt": doubt, "text": text, "options": options, "words": words})
    return lines
