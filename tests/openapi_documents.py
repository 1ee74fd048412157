"""OpenAPI documents, read by libyaml: the reader in Python takes seconds for one."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

SNAPSHOTS = Path(__file__).with_name("snapshots")


def parse(text: str | bytes) -> Any:
    """What a document says."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def inlined(document: Any) -> Any:
    """The document with its shared parameters and responses in the place of the references to them."""
    components = document["components"]

    def target(item: Any, section: str) -> Any:
        return components[section][item["$ref"].rpartition("/")[2]] if "$ref" in item else item

    def inline(operation: Any) -> Any:
        parameters = [target(one, "parameters") for one in operation.get("parameters", ())]
        responses = {status: target(one, "responses") for status, one in operation["responses"].items()}
        return operation | {"parameters": parameters, "responses": responses}

    paths = {
        path: {method: inline(operation) for method, operation in item.items()}
        for path, item in document["paths"].items()
    }
    return document | {"paths": paths}


@cache
def committed_document(name: str = "openapi.yaml") -> Any:
    """A committed document, to be read alone."""
    return parse((SNAPSHOTS / name).read_bytes())
