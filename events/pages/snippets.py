"""Texts that hold what was searched for, with the words marked."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def marked(snippet: dict[str, Any]) -> SafeString:
    """Returns the text of a snippet of the API as HTML, with a `mark` around each word that was found."""
    text, end, pieces = snippet["text"], 0, []
    for mark in snippet["marks"]:
        pieces.append((text[end : mark["start"]], text[mark["start"] : mark["end"]]))
        end = mark["end"]
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[end:])
