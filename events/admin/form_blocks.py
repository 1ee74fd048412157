"""The blocks of a form page: fieldsets, kinds of child rows, and others, in the order of the screen.

Django's template asks each member of `inline_admin_formsets` for its template, so that list holds them all.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from django.contrib.admin.utils import flatten
from django.db.models import Q
from django.utils.functional import cached_property

from events.admin.pages import change_url, model_admin_url
from events.models import Claim, ClaimSubject, Event

FOLDED = "folded"
"""The class of a fieldset that stays folded whatever it holds."""


def fieldset(name: str | None, *fields: Any, classes: str = "") -> Any:
    """A fieldset as Django takes it; fields in one tuple stand in one line."""
    return name, {"fields": [*fields], "classes": classes.split()}


ATTRIBUTION_FIELDSET = fieldset(
    "Who says so", ("voice", "basis"), "by", "relayed_by", "source", classes="collapse"
)
KEY_FIELDSET = fieldset("Key", "key", classes=f"collapse {FOLDED}")
"""The key of a child row, which is made for it."""
QUOTATION_FIELDSET = fieldset(
    "Add a quotation for it", "quote_text", ("quote_article", "quote_start"), classes="collapse"
)
"""The fields that add a quotation together with the row that it supports."""
Layout = Mapping[Any, tuple[str, str] | None]
"""The keys of the blocks in their order, some with a short name and the access key that jumps there.

The key of a fieldset is its name, of child rows the class of their inline, of another block its class.
"""


class _Wrapper:
    """One of the objects that Django gives to the templates of inlines, with more properties."""

    def __init__(self, wrapped: Any) -> None:
        self.wrapped = wrapped

    def __getattr__(self, name: str) -> Any:
        return getattr(self.wrapped, name)


class ChildFieldset(_Wrapper):
    """Some fields of a child row; those folded away unfold where they hold something."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.wrapped)

    @cached_property
    def is_folding(self) -> bool:
        """Whether it can be folded."""
        return "collapse" in self.classes

    @cached_property
    def is_open(self) -> bool:
        """Whether it holds a value that is not the default, or an error."""
        names = [name for name in flatten(self.fields) if name in self.form.fields]
        if any(name in self.form.errors for name in names):
            return True
        return FOLDED not in self.classes and any(_has_value(self.form[name]) for name in names)


def _has_value(field: Any) -> bool:
    value = field.value()
    return value not in (None, "", False) and value != [] and value != field.field.initial


class ChildRow(_Wrapper):
    """One child row, or the empty form that new ones are copied from."""

    def __iter__(self) -> Iterator[ChildFieldset]:
        return map(ChildFieldset, self.wrapped)

    @property
    def is_template(self) -> bool:
        """Whether it is the empty form that new ones are copied from."""
        return str(self.form.prefix).endswith("__prefix__")

    @property
    def is_open(self) -> bool:
        """Whether its fields are shown: of a new row, and where something is wrong."""
        return self.original is None or bool(self.form.errors)

    @property
    def line(self) -> str:
        """The row in a line."""
        return str(self.model_admin.line(self.original))

    @property
    def quotations(self) -> int | None:
        """How many quotations it rests on; none where rows of its kind rest on none."""
        rests_on_quotations = getattr(self.model_admin, "rests_on_quotations", False)
        return len(self.original.evidence.all()) if rests_on_quotations else None


class ChildBlock(_Wrapper):
    """The child rows of one kind."""

    @cached_property
    def rows(self) -> list[ChildRow]:
        """Every row and the empty form, wrapped once for a page."""
        return [ChildRow(row) for row in self.wrapped]

    def __iter__(self) -> Iterator[ChildRow]:
        return iter(self.rows)

    @property
    def key(self) -> type:
        """What a layout calls it: the class of its inline."""
        return type(self.opts)

    @property
    def anchor(self) -> str:
        """Where links to the block lead."""
        return f"{self.formset.prefix}-group"

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.formset.initial_forms) + len(self.formset.extra_forms)

    @property
    def is_open(self) -> bool:
        """Whether the block is unfolded: unless it is empty and of a kind that few records have."""
        return bool(self.count or self.formset.is_bound or not self.opts.collapse_when_empty)


class Block:
    """A block that holds no child rows; Django's template asks it for its own template."""

    template = ""
    anchor = ""
    count: int | None = None

    @property
    def opts(self) -> "Block":
        """Where Django's template looks for the template."""
        return self

    @property
    def key(self) -> Any:
        """What a layout calls it."""
        return type(self)

    def __iter__(self) -> Iterator[Any]:
        return iter(())


class FieldsetBlock(Block):
    """A fieldset of the record itself."""

    template = "admin/events/edit_inline/fieldset.html"

    def __init__(self, number: int, fieldset: Any) -> None:
        self.number = number
        self.fieldset = fieldset
        self.anchor = f"fieldset-0-{number}-heading"

    @property
    def key(self) -> Any:
        """Its name."""
        return self.fieldset.name


class NavigationBlock(Block):
    """Links to other blocks: the name and access key, anchor and number of rows of each."""

    template = "admin/events/edit_inline/navigation.html"

    def __init__(self, targets: Sequence[tuple[tuple[str, str], str, int | None]]) -> None:
        self.targets = targets


def lay_out(context: dict[str, Any], layout: Layout, more_blocks: Sequence[Block]) -> None:
    """Put the fieldsets, the child rows and further blocks of a form page in the order of the layout.

    What the layout does not name stands last. The navigation leads to what has a name and a key there.
    """
    fieldsets = [FieldsetBlock(*numbered) for numbered in enumerate(context["adminform"])]
    order = {key: place for place, key in enumerate(layout)}
    blocks = sorted(
        [*fieldsets, *context["inline_admin_formsets"], *more_blocks],
        key=lambda block: order.get(block.key, len(order)),
    )
    context["adminform"] = copy(context["adminform"])
    context["adminform"].fieldsets = []
    targets = [(link, block.anchor, block.count) for block in blocks if (link := layout.get(block.key))]
    context["inline_admin_formsets"] = [NavigationBlock(targets), *blocks]


_CHILD_FIELDS = ("relation", "figure", "participation")


class ClaimsBlock(Block):
    """Who says what about an event: listed with links, since a claim is a record of its own."""

    template = "admin/events/edit_inline/claims_block.html"
    anchor = "claims-group"

    def __init__(self, event: Event | None, *, may_add: bool) -> None:
        """Read the claims. Queries: 2."""
        self.event = event
        self.claims = list(self._lines(event)) if event else []
        self.count = len(self.claims)
        self.add_url = f"{model_admin_url(Claim, 'add')}?event={event.pk}" if event and may_add else ""

    def _lines(self, event: Event) -> Any:
        about = Q(event=event)
        for name in _CHILD_FIELDS:
            model: Any = ClaimSubject._meta.get_field(name).related_model
            about |= Q(**{f"{name}__in": model.objects.filter(event=event).values("pk")})
        rows = ClaimSubject.objects.filter(about).select_related(
            "claim", "relation__other", "figure", "participation__actor"
        )
        for row in rows.prefetch_related("claim__by").order_by("claim_id", "pk"):
            child = next((getattr(row, name) for name in _CHILD_FIELDS if getattr(row, f"{name}_id")), None)
            speakers = ", ".join(actor.label for actor in row.claim.by.all()) or "nobody named"
            yield {"claim": row.claim, "speakers": speakers, "part": child, "url": change_url(row.claim)}
