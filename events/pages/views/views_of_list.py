"""The views of a list: a table, a map, a timeline, a chart; each has a template `view_<name>.html`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from events.pages.views.chart import chart
from events.pages.views.map import event_map
from events.pages.views.table import table
from events.pages.views.timeline import timeline


@dataclass(frozen=True)
class ListView:
    """One way to show what a query finds."""

    label: Promise | str
    context: Callable[[HttpRequest, str, QueryDict], dict[str, Any]]
    """What its template needs, of a collection and a query of the API."""


LIST_VIEWS = {
    "table": ListView(gettext_lazy("Table"), table),
    "map": ListView(gettext_lazy("Map"), event_map),
    "timeline": ListView(gettext_lazy("Timeline"), timeline),
    "chart": ListView(gettext_lazy("Chart"), chart),
}
