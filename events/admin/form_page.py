"""The state of one form page, which Django's hooks share while they run."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest

from events.admin.errors import Message
from events.admin.labels import LabelLoader
from events.admin.source_articles import SourceArticles
from events.models import Event


@dataclass(eq=False, slots=True)
class FormPage:
    """One page of a form while it is built, checked, saved and shown; `TrackedAdmin.for_request` makes it."""

    site: AdminSite
    request: HttpRequest
    labels: LabelLoader = field(init=False)
    """The labels of all records that the fields of the page name."""
    errors: list[Message] = field(default_factory=list)
    """Why the change was refused; the form shows it."""
    saved_row: Model | None = None
    """The row that the request saved."""
    pending_messages: list[Callable[[], None]] | None = None
    """The messages of a change that is not committed yet; none while no change runs."""
    support_choices: list[Any] | None = None
    """What a quotation of the event can support, once the page has read it."""
    _sources: SourceArticles | None = None

    def __post_init__(self) -> None:
        self.labels = LabelLoader(self.site, self.request)

    def sources(self, record: Any) -> SourceArticles | None:
        """The articles that report the event of the page; none on the page of another kind of record."""
        if record is not None and not isinstance(record, Event):
            return None
        if self._sources is None:
            self._sources = SourceArticles(self.request, record)
        return self._sources
