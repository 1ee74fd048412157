"""The examples of the OpenAPI document: answers that the API really gave, kept beside this file."""

import json
import re
from pathlib import Path
from typing import Any

EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
"""Each by its name, the same on every installation. A test asks for them all again and says how to renew."""


EXAMPLE_MEDIA_TYPES = ("application/json", "application/problem+json")
"""The media types that have examples; exports say the same in other words."""


_RELEASE_OPERATION = re.compile(r"^(get|list)_release_(?!changes$)")


def example_name(operation: str, status: str) -> str:
    """The name of the example of an answer: problems, and records of releases, look the same everywhere."""
    if status != "200":
        return f"problem_{status}"
    if operation.endswith("_revisions"):  # the same of every collection
        return f"{operation.partition('_')[0]}_revisions"
    return _RELEASE_OPERATION.sub(r"\1_", operation)


def add_examples(document: dict[str, Any]) -> None:
    """Give every answer of every operation its example."""
    for item in document["paths"].values():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                reference = f"#/components/examples/{example_name(operation['operationId'], status)}"
                for media_type, content in answer["content"].items():
                    if media_type in EXAMPLE_MEDIA_TYPES:
                        content["examples"] = {"example": {"$ref": reference}}
    document["components"]["examples"] = EXAMPLES
