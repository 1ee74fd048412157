"""The examples of the OpenAPI document: actual responses of the API, from `examples.json`."""

import json
import re
from pathlib import Path
from typing import Any

EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
"""The examples by name, the same on every installation. A test requests them and says how to renew them."""
EXAMPLE_MEDIA_TYPES = ("application/json", "application/problem+json")
"""The media types that have examples; exports have the same content."""
_RELEASE_OPERATION = re.compile(r"^(get|list)_release_(?!changes$)")


def example_name(operation: str, status: str) -> str:
    """Returns the name of the example of a response; problems, and records of releases, share theirs."""
    if status != "200":
        return f"problem_{status}"
    if operation.endswith("_revisions"):  # one for all collections
        return f"{operation.partition('_')[0]}_revisions"
    return _RELEASE_OPERATION.sub(r"\1_", operation)


def add_examples(document: dict[str, Any]) -> None:
    """Adds the examples to every response of every operation."""
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                reference = f"#/components/examples/{example_name(operation['operationId'], status)}"
                for media_type, content in response["content"].items():
                    if media_type in EXAMPLE_MEDIA_TYPES:
                        content["examples"] = {"example": {"$ref": reference}}
    document["components"]["examples"] = EXAMPLES
