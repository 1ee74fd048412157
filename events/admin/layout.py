"""A form whose parts stand between its fields, in the order in which one thinks of them."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

from events.admin.foldable_inlines import FoldableInlineFormSet


class Block:
    """Something between the parts; Django's template asks each of them for its own template."""

    template = ""

    @property
    def opts(self) -> "Block":
        """Where the template is looked for."""
        return self

    def __iter__(self) -> Any:
        """No parts."""
        return iter(())


class FieldsetBlock(Block):
    """A fieldset of the record itself."""

    template = "admin/events/edit_inline/fieldset.html"

    def __init__(self, fieldset: Any, number: int) -> None:
        self.fieldset = fieldset
        self.number = number


class NavigationBlock(Block):
    """Where to jump to, with a key each."""

    template = "admin/events/edit_inline/navigation.html"

    def __init__(self, blocks: Sequence[Any], access_keys: dict[Any, tuple[str, str]]) -> None:
        self.targets = [
            (access_keys[name], anchor, getattr(block, "count", None))
            for block in blocks
            if (name := _layout_key(block)) in access_keys and (anchor := _anchor(block))
        ]


def _layout_key(block: Any) -> Any:
    if isinstance(block, FieldsetBlock):
        return block.fieldset.name
    return type(block.opts) if isinstance(block, FoldableInlineFormSet) else type(block)


def _anchor(block: Any) -> str:
    if isinstance(block, FieldsetBlock):
        return f"fieldset-0-{block.number}-heading"
    return f"{block.formset.prefix}-group" if isinstance(block, FoldableInlineFormSet) else str(block.anchor)


class LayoutAdmin(admin.ModelAdmin):
    """A screen with an order of its own for the blocks of its form."""

    layout: ClassVar[Sequence[Any]] = ()
    """Names of fieldsets, classes of inlines and of further blocks; what it does not name stands last."""
    access_keys: ClassVar[dict[Any, tuple[str, str]]] = {}
    """For some of them, a short name and the key that jumps there."""

    def blocks(self, request: HttpRequest, obj: Any) -> list[Block]:
        """Blocks that are neither fields nor parts."""
        return []

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The form, laid out."""
        response: Any = super().render_change_form(request, context, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.context_data:
            data = response.context_data
            fields = [FieldsetBlock(fieldset, number) for number, fieldset in enumerate(data["adminform"])]
            blocks = [*fields, *data["inline_admin_formsets"], *self.blocks(request, kwargs.get("obj"))]
            order = {name: place for place, name in enumerate(self.layout)}
            blocks.sort(key=lambda block: order.get(_layout_key(block), len(order)))
            data["adminform"] = copy(data["adminform"])
            data["adminform"].fieldsets = []
            data["inline_admin_formsets"] = [NavigationBlock(blocks, self.access_keys), *blocks]
        return response
