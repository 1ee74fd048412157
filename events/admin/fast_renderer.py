"""The widgets of large forms, written without a template each.

A form of forty participants has a thousand fields. Django renders each through a template, and each option of
each select through one more; that is most of the time such a page takes. These functions write what those
templates write; any other widget goes to its template.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe


def _attributes_html(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )


def _render_input(context: dict[str, Any]) -> str:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{conditional_escape(str(widget["value"]))}"'
    return (
        f'<input type="{widget["type"]}" name="{widget["name"]}"{value}{_attributes_html(widget["attrs"])}>'
    )


def _render_textarea(context: dict[str, Any]) -> str:
    widget = context["widget"]
    text = conditional_escape(widget["value"] or "")
    return f'<textarea name="{widget["name"]}"{_attributes_html(widget["attrs"])}>\n{text}</textarea>'


def _render_select(context: dict[str, Any]) -> str:
    widget = context["widget"]
    parts = [f'<select name="{widget["name"]}"{_attributes_html(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{conditional_escape(group)}">')
        parts += [
            f'<option value="{conditional_escape(str(option["value"]))}"{_attributes_html(option["attrs"])}>'
            f"{conditional_escape(option['label'])}</option>"
            for option in options
        ]
        if group:
            parts.append("</optgroup>")
    return "".join([*parts, "</select>"])


def _render_label(context: dict[str, Any]) -> str | None:
    if not context["use_tag"]:
        return None
    tag, attributes = context["tag"], _attributes_html(context["attrs"] or {})
    return f"<{tag}{attributes}>{conditional_escape(context['label'])}</{tag}>"


def _render_errors(context: dict[str, Any]) -> str | None:
    return None if context["errors"] else ""


_RENDER_FUNCTIONS: dict[str, Callable[[dict[str, Any]], str | None]] = {
    **{
        f"django/forms/widgets/{name}.html": _render_input
        for name in ("text", "number", "hidden", "date", "checkbox", "input")
    },
    "django/forms/widgets/textarea.html": _render_textarea,
    "django/forms/widgets/select.html": _render_select,
    "django/forms/label.html": _render_label,
    "django/forms/errors/list/default.html": _render_errors,
    "django/forms/errors/list/ul.html": _render_errors,
}


class FastRenderer(DjangoTemplates):
    """Django's renderer, with the frequent widgets written straight."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The HTML that the template would write."""
        write = _RENDER_FUNCTIONS.get(template_name)
        html = write(context) if write else None
        return super().render(template_name, context, request) if html is None else mark_safe(html)


FAST_RENDERER = FastRenderer()
