"""Downloads: the export that a query asks for, and the response that streams it."""

from collections.abc import Iterator
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
    """A stream from a snapshot, which stays open until the stream ends, or the connection breaks."""

    def __init__(self, pieces: Iterator[bytes], **options: Any) -> None:
        # The first piece is read here, so that an immediate failure is still a problem response.
        super().__init__(chain([next(pieces, b"")], pieces), **options)
        self._resources = ExitStack()

    def keep_open(self, resources: ExitStack) -> None:
        """Sets the resources to close at the end."""
        self._resources = resources

    def close(self) -> None:
        """Closes the snapshot, too."""
        try:
            self._resources.close()
        finally:
            super().close()


def download_response(
    export: Export, batches: Batches, headers: dict[str, str], *, body: bool = True
) -> HttpResponseBase:
    """Returns the response that streams an export; for HEAD only its headers."""
    headers = headers | {"Content-Disposition": f'attachment; filename="{export.file_name}"'}
    if not body:
        return StreamingHttpResponse((), content_type=export.media_type, headers=headers)
    return Download(export.write(batches), content_type=export.media_type, headers=headers)


def export_options(collection: Collection) -> dict[str, tuple[list[str], tuple[str, ...]]]:
    """Returns the parameters of single formats of a collection, each with its formats and its values."""
    options: dict[str, tuple[list[str], tuple[str, ...]]] = {}
    for name, export in known_formats(collection).items():
        for option, words in export.options_of(collection).items():
            options.setdefault(option, ([], words))[0].append(name)
    return options


def read_export(collection: Collection, query: QueryDict) -> tuple[Export | None, ParameterErrors]:
    """Returns the export that a query asks for, if any, and the errors of its parameters."""
    format_ = query.get("format", "json")
    errors: ParameterErrors = {}
    options = {}
    for option, (owners, words) in export_options(collection).items():
        if option not in query:
            continue
        errors |= common_errors(query, (option,))
        if format_ not in owners:
            formats = " or ".join(f"format={owner}" for owner in owners)
            errors[option] = ("missing_key", f"“{option}” says what {formats} holds; add that.")
        elif values := read_values(query, option, ChoiceValues(choices=words), errors):
            options[option] = values[0]
    export = known_formats(collection).get(format_)
    if export is not None:
        detail = "“{}” shapes a page of JSON; another format is the whole result."
        page_only = [name for name in PAGE_ONLY_PARAMETERS if name in query]
        errors |= {name: ("whole_result", detail.format(name)) for name in page_only}
        if missing := export.missing_dependency():
            errors["format"] = ("not_installed", missing)
    return (None, errors) if export is None or errors else (export(collection, **options), {})
