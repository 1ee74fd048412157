"""A form as a browser would send it back."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.db import models
from django.urls import reverse


class _FormParser(HTMLParser):
    """Collects what the form of a page would send."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._select = ""
        self._first: str | None = None
        self._multiple = False
        self._area = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field's value."""
        attributes = {name: value or "" for name, value in attrs}
        name = attributes.get("name", "")
        if tag == "input" and name and attributes.get("type") not in ("submit", "button"):
            box = attributes.get("type") in ("checkbox", "radio")
            if not box or "checked" in attributes:
                self._add(name, attributes.get("value", "on" if box else ""))
        elif tag == "textarea" and name:
            self._area, self._text = name, []
        elif tag == "select":
            self._select, self._first, self._multiple = name, None, "multiple" in attributes
        elif tag == "option" and self._select:
            self._first = attributes.get("value", "") if self._first is None else self._first
            if "selected" in attributes:
                self._add(self._select, attributes.get("value", ""))

    def handle_data(self, data: str) -> None:
        """Take the text of a text area."""
        if self._area:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Close a field."""
        if tag == "textarea" and self._area:
            text = "".join(self._text).removeprefix("\r\n").removeprefix("\n")
            self._add(self._area, text.replace("\r\n", "\n").replace("\n", "\r\n"))
            self._area = ""
        elif tag == "select":
            if self._select and not self._multiple and self._select not in self.sent:
                self._add(self._select, self._first or "")
            self._select = ""

    def _add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)


def form_values(response: Any) -> dict[str, Any]:
    """What the form on this page would send if nothing were changed."""
    parser = _FormParser()
    parser.feed(response.content.decode())
    ignored = ("action", "q", "csrfmiddlewaretoken", "select_across", "index", "_selected_action")
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in parser.sent.items()
        if name not in ignored
    }


def with_added_row(data: dict[str, Any], prefix: str, **values: Any) -> dict[str, Any]:
    """The same with one more row of parts."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    empty = {k.replace("__prefix__", str(number)): v for k, v in data.items() if k.startswith(f"{prefix}-__")}
    row = {f"{prefix}-{number}-{name}": value for name, value in values.items()}
    return {**data, **empty, f"{prefix}-TOTAL_FORMS": str(number + 1), **row}


def form_errors(answer: Any) -> list[str]:
    """What a page says is wrong."""
    lists = re.findall(r'<ul class="errorlist.*?</ul>', answer.content.decode(), re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", " ", one)).strip() for one in lists]


def table_rows(page: str) -> list[list[str]]:
    """The words of each cell of each row of the tables of a page."""
    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in row] for row in cells]


def admin_url(row: models.Model | type[models.Model], page: str = "", *args: Any) -> str:
    """The address of a page of a row, or of a model."""
    options = row._meta
    page = page or ("change" if isinstance(row, models.Model) else "changelist")
    keys = [row.pk] if isinstance(row, models.Model) else []
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=[*keys, *args])
