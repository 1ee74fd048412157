"""How the parts of a record are shown in its form: each kind in a block, each part in a line that unfolds."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.admin.helpers import InlineAdminForm, InlineAdminFormSet, InlineFieldset
from django.contrib.admin.utils import flatten
from django.utils.functional import cached_property

FOLDED = "folded"
"""The class of a fieldset that stays folded whatever it holds."""


class FoldableFieldset(InlineFieldset):
    """Some fields of a part; those folded away unfold where they hold something."""

    fields: Any

    @cached_property
    def is_folding(self) -> bool:
        """Whether it can be folded."""
        return "collapse" in self.classes

    @cached_property
    def is_open(self) -> bool:
        """Whether it holds something that is not there by default, or an error."""
        names = [name for name in flatten(self.fields) if name in self.form.fields]
        if any(name in self.form.errors for name in names):
            return True
        return FOLDED not in self.classes and any(_has_value(self.form[name]) for name in names)


def _has_value(field: Any) -> bool:
    value = field.value()
    return value not in (None, "", False) and value != [] and value != field.field.initial


class FoldableInlineForm(InlineAdminForm):
    """One part."""

    model_admin: Any
    original: Any
    fieldsets: Any

    def __iter__(self) -> Iterator[FoldableFieldset]:
        """Its fields, in sets that fold."""
        for name, options in self.fieldsets:
            yield FoldableFieldset(
                self.formset,
                self.form,
                name,
                readonly_fields=self.readonly_fields,
                model_admin=self.model_admin,
                **options,
            )

    @property
    def is_template(self) -> bool:
        """Whether it is the empty form that new ones are copied from."""
        return str(self.form.prefix).endswith("__prefix__")

    @property
    def is_open(self) -> bool:
        """Whether its fields are shown: of a new part, and where something is wrong."""
        return self.original is None or bool(self.form.errors)

    @property
    def line(self) -> str:
        """The part in a line."""
        told: str = self.model_admin.line(self.original)
        return told

    @property
    def quotations(self) -> int | None:
        """How many quotations it rests on; none where parts of its kind rest on none."""
        read: Any = getattr(self.original, "_prefetched_objects_cache", {})
        return len(read["evidence"]) if "evidence" in read else None


class FoldableInlineFormSet(InlineAdminFormSet):
    """The parts of one kind."""

    formset: Any
    opts: Any

    def __init__(self, of: InlineAdminFormSet) -> None:
        vars(self).update(vars(of))

    @cached_property
    def _inline_forms(self) -> Sequence[FoldableInlineForm]:
        fixed = [*self.readonly_fields]
        held = fixed if self.has_change_permission else [*fixed, *flatten(_fieldset_fields(self.fieldsets))]
        forms = [
            (form, row, held)
            for form, row in zip(self.formset.initial_forms, self.formset.get_queryset(), strict=False)
        ]
        forms += [(form, None, fixed) for form in self.formset.extra_forms]
        if self.has_add_permission:
            forms.append((self.formset.empty_form, None, fixed))
        return [
            FoldableInlineForm(self.formset, form, self.fieldsets, {}, row, readonly, model_admin=self.opts)
            for form, row, readonly in forms
        ]

    def __iter__(self) -> Iterator[FoldableInlineForm]:
        """Every part and the empty form; made once for a page, though Django asks several times."""
        return iter(self._inline_forms)

    @property
    def heading(self) -> str:
        """What the block is called."""
        name = str(self.opts.verbose_name_plural)
        return name[:1].upper() + name[1:]

    @property
    def count(self) -> int:
        """How many parts there are."""
        return len(self.formset.initial_forms) + len(self.formset.extra_forms)

    @property
    def is_open(self) -> bool:
        """Whether the block is unfolded: unless it is empty and of a kind that few records have."""
        return bool(self.count or self.formset.is_bound or not self.opts.collapse_when_empty)


def _fieldset_fields(fieldsets: Any) -> list[Any]:
    return [options["fields"] for _, options in fieldsets]
