"""The shape of a page of changes, held before anything is done with it."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

from events import stored_forms
from events.choices import Collection, PublicChange
from events.importers.mirror.errors import UpstreamError
from events.models import Mirror, PublicId
from events.outbound import printable

MAX_PAGE_SIZE = 1000
"""The largest page of changes."""
_MAX_NUMBER = 2**31 - 1
_MAX_SEQ = 2**63 - 1
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_MAX_ID_LENGTH = PublicId._meta.get_field("slug").max_length or 80
_MAX_CURSOR_LENGTH = Mirror._meta.get_field("cursor").max_length or 400


def _is_number(value: Any, most: int = _MAX_NUMBER) -> bool:
    return type(value) is int and 0 < value <= most


def is_id(value: Any) -> bool:
    """Whether a value is a public id."""
    return isinstance(value, str) and len(value) <= _MAX_ID_LENGTH and _ID.fullmatch(value) is not None


def is_moment(value: Any) -> bool:
    """Whether a value is a moment with its offset, as the API writes it."""
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def is_text(value: Any) -> bool:
    """Whether a value is a text that both databases can keep."""
    return isinstance(value, str) and "\0" not in value and not re.search("[\ud800-\udfff]", value)


_MEMBERS: dict[str, Callable[[Any], bool]] = {
    "seq": lambda value: _is_number(value, _MAX_SEQ),
    "at": is_moment,
    "collection": lambda value: value in Collection.values,
    "id": is_id,
    "change": lambda value: value in PublicChange.values,
    "revision": _is_number,
    "stored_form": _is_number,
    "successor": lambda value: value is None or is_id(value),
    "public_reason": lambda value: value is None or (is_text(value) and len(value) <= 10_000),
}


def check_page(page: Any, cursor: str, address: str) -> dict[str, Any]:
    """A page as it was answered, if it is one: it goes on where the cursor stands, and ends.

    Raises: UpstreamError.
    """
    if not isinstance(page, dict) or not {"results", "next", "next_cursor"} <= page.keys():
        raise UpstreamError(f"{address} answers with no page of changes.")
    rows, following, position = page["results"], page["next"], page["next_cursor"]
    if not isinstance(rows, list) or len(rows) > MAX_PAGE_SIZE:
        raise UpstreamError(f"{address} answers with no list of at most {MAX_PAGE_SIZE} changes.")
    if not is_text(position) or len(position) > _MAX_CURSOR_LENGTH:
        raise UpstreamError(f"{address} answers without a cursor that can be kept.")
    for number, row in enumerate(rows, start=1):
        if wrong := _wrong_member(row):
            raise UpstreamError(f"{address} answers with a change ({number}) {wrong}.")
    numbers = [row["seq"] for row in rows if _is_number(row.get("seq"), _MAX_SEQ)]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise UpstreamError(f"{address} answers with changes out of order.")
    if not (following is None or isinstance(following, str)):
        raise UpstreamError(f"{address} answers with a next page that is no address.")
    if following is not None and not (rows and position and position != cursor):
        raise UpstreamError(f"{address} names a next page, and does not move on: it would never end.")
    return page


def _wrong_member(row: Any) -> str:
    """What is wrong with a change; empty if nothing is."""
    if not isinstance(row, dict):
        return "that is no object"
    form: Any = row.get("stored_form")
    names = (row.get("id"), row.get("collection"))
    if _is_number(form) and form > stored_forms.CURRENT and all(map(is_id, names)):
        return ""  # of a later version, whose words are not known here: the batch says so
    for name, is_valid in _MEMBERS.items():
        if name not in row:
            return f"without {name}"
        value = row[name]
        if isinstance(value, dict | list) or not is_valid(value):
            return f"whose {name} is {printable(repr(value), 60)}"
    if row["change"] == PublicChange.MERGED and row["successor"] in (None, row["id"]):
        return "that is merged into nothing"
    return ""
