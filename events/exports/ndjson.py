"""Newline-delimited JSON: one whole record on each line."""

import json
from collections.abc import Iterator
from typing import Any, ClassVar

from events.exports.base import Batches, Export

# JSON allows these characters, but readers that split text into lines take them for line ends.
_SEPARATORS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\u0085": "\\u0085"})


def json_line(value: Any) -> str:
    """The value as JSON on one line."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_SEPARATORS)


class NdjsonExport(Export):
    """Every member of every record, as the API returns a single record."""

    media_type: ClassVar = "application/x-ndjson"
    extension: ClassVar = "ndjson"

    def write(self, batches: Batches) -> Iterator[bytes]:
        """The records, a line each."""
        for batch in batches:
            yield "".join(f"{json_line(record)}\n" for record in batch).encode()
