"""OpenAPI documents, read by libyaml: the reader in Python takes seconds for one."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

SNAPSHOTS = Path(__file__).with_name("snapshots")


def parse(text: str | bytes) -> Any:
    """What a document says."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


@cache
def committed_document(name: str = "openapi.yaml") -> Any:
    """A committed document, to be read alone."""
    return parse((SNAPSHOTS / name).read_bytes())
