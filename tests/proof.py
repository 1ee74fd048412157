"""How much is tried: enough for every change by `make test`, or all of it by `make proof`.

A test marked `proof` is long and runs by `make proof` alone; one marked `proof(sample=True)` runs with every
change, too, over less.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

IN_PROOF = bool(os.environ.get("PROOF"))
T = TypeVar("T")


def sample(items: Sequence[T], step: int) -> Sequence[T]:
    """Return each `step`-th item, or all of them in a proof."""
    return items if IN_PROOF else items[::step]


def is_deselected(item: pytest.Item) -> bool:
    """Whether a test runs in a proof alone, and this is none."""
    return not IN_PROOF and any(not marker.kwargs.get("sample") for marker in item.iter_markers("proof"))
