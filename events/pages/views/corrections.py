"""The page of corrections: what was changed, withdrawn, merged or redacted since when, and why."""

from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from events.pages.addresses import api_address
from events.pages.answers import Json, ask
from events.pages.page import page, render_page
from events.pages.record_names import add_names

LIMIT = 300
"""So many changes are read for a page, new records among them."""
PERIODS = (1, 7, 30, 365)
"""Days; without a wish for another, the longest of which all changes fit on one page."""
RELEASES = 5
_FIRST = "1970-01-01"
_WITHDRAWN = ("withdrawn", "merged")


@page
def corrections(request: HttpRequest) -> HttpResponse:
    """Shows the corrections of a period, the newest day first.

    Queries: those of the changes, of the releases, and of the names of each collection.
    """
    query = request.GET.copy()
    query.setdefault("limit", str(LIMIT))
    if not {"since", "cursor"} & query.keys():
        query["since"] = _longest_period(request)
    answer = ask(request, "changes/", query.urlencode())
    later = ""
    if answer["next"]:
        query["cursor"] = answer["next_cursor"]
        later = query.urlencode()
        del query["cursor"]
    rows = [row for row in answer["results"] if row["revision"] > 1 or row["change"] != "upsert"]
    names = {"upsert": gettext("Changed")}
    days: dict[str, list[Json]] = {}
    for row in reversed(add_names(request, rows)):
        row["is_gone"] = row["change"] in _WITHDRAWN
        row["words"] = names.get(row["change"])
        days.setdefault(row["at"][:10], []).append(row)
    newest = ask(request, "releases/", f"limit={RELEASES}")["results"]
    context = {
        "days": days,
        "since": request.GET.get("since") or ("" if "cursor" in request.GET else query["since"]),
        "later": later,
        "new": len(answer["results"]) - len(rows),
        "periods": [(n, _days_ago(n)) for n in PERIODS] + [(0, _FIRST)],
        "releases": list(pairwise(newest)),
        "api": api_address("changes", query=query.urlencode()),
    }
    return render_page(request, "corrections.html", context)


def _longest_period(request: HttpRequest) -> str:
    """The first day of the longest period that fits on a page."""
    since = _days_ago(PERIODS[0])
    for days in PERIODS[1:]:
        earlier = _days_ago(days)
        if ask(request, "changes/", urlencode({"since": earlier, "limit": LIMIT}))["next"]:
            break
        since = earlier
    return since


def _days_ago(days: int) -> str:
    today: date = timezone.now().date()
    return (today - timedelta(days=days)).isoformat()
