"""Whole results instead of pages: what of an export is asked for, and the answer that streams it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from itertools import chain
from typing import Any

from django.http import HttpResponseBase, QueryDict, StreamingHttpResponse

from events.api.parameters import ParameterErrors, common_errors, read_values
from events.choices import Collection
from events.exports import Batches, Export, formats_of
from events.filtersets.values import ChoiceValues

PAGE_ONLY_PARAMETERS = ("limit", "cursor", "count", "snippets", "fields", "omit")
known_formats = cache(formats_of)


class Download(StreamingHttpResponse):
    """A stream from a snapshot that lasts until it is closed. It ends whole, or the connection breaks."""

    def __init__(self, pieces: Iterator[bytes], **options: Any) -> None:
        # The first piece is read here, so that what fails at once is still a proper problem.
        super().__init__(chain([next(pieces, b"")], pieces), **options)
        self._resources = ExitStack()

    def keep_open(self, resources: ExitStack) -> None:
        """Close this at the end."""
        self._resources = resources

    def close(self) -> None:
        """Close the snapshot, too."""
        try:
            self._resources.close()
        finally:
            super().close()


def download_response(
    export: Export, batches: Batches, headers: dict[str, str], *, body: bool = True
) -> HttpResponseBase:
    """The answer that streams an export; of HEAD its headers alone."""
    headers = headers | {"Content-Disposition": f'attachment; filename="{export.file_name}"'}
    if not body:
        return StreamingHttpResponse((), content_type=export.media_type, headers=headers)
    return Download(export.write(batches), content_type=export.media_type, headers=headers)


def export_options(collection: Collection) -> dict[str, tuple[list[str], tuple[str, ...]]]:
    """The parameters of some formats that a collection takes: the formats of each, and its words."""
    found: dict[str, tuple[list[str], tuple[str, ...]]] = {}
    for name, export in known_formats(collection).items():
        for option, words in export.options_of(collection).items():
            found.setdefault(option, ([], words))[0].append(name)
    return found


def read_export(collection: Collection, query: QueryDict) -> tuple[Export | None, ParameterErrors]:
    """The export that was asked for, if any, and what is wrong with the asking."""
    format_ = query.get("format", "json")
    wrong: ParameterErrors = {}
    options = {}
    for option, (owners, words) in export_options(collection).items():
        if option not in query:
            continue
        wrong |= common_errors(query, (option,))
        if format_ not in owners:
            told = " or ".join(f"format={owner}" for owner in owners)
            wrong[option] = ("missing_key", f"“{option}” says what {told} holds; add that.")
        elif values := read_values(query, option, ChoiceValues(choices=words), wrong):
            options[option] = values[0]
    export = known_formats(collection).get(format_)
    if export is not None:
        wrong |= _page_only_errors(query)
        if lacking := export.missing_dependency():
            wrong["format"] = ("not_installed", lacking)
    return (None, wrong) if export is None or wrong else (export(collection, **options), {})


def _page_only_errors(query: Iterable[str]) -> ParameterErrors:
    return {
        name: ("whole_result", f"“{name}” shapes a page of JSON; another format is the whole result.")
        for name in PAGE_ONLY_PARAMETERS
        if name in query
    }
