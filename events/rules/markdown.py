"""Markdown of the generated pages of docs/."""

import textwrap

WIDTH = 120
"""The characters of a line of prose, as in the pages that people write."""


def wrap_prose(text: str, prefix: str = "", following: str | None = None) -> list[str]:
    """The lines of a paragraph, each with the prefix, or those after the first with another.

    `> ` makes a quotation, `- ` followed by two spaces an item of a list.
    """
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=prefix if following is None else following,
        break_long_words=False,
        break_on_hyphens=False,
    )
