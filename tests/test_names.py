"""No identifier that was renamed because nobody could guess its meaning comes back."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
RETIRED_NAMES = {
    name
    for line in Path(__file__).with_name("retired_names.txt").read_text().splitlines()
    if not line.startswith("#")
    for name in line.split()
}
FILES = sorted(path for folder in ("eventapi", "events", "tests") for path in (ROOT / folder).rglob("*.py"))


def defined_names(path: Path) -> Iterator[str]:
    """The module, and the classes, functions, methods, parameters and variables that it defines."""
    yield path.parent.name if path.stem == "__init__" else path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_no_retired_name_is_defined() -> None:
    defined = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in FILES
        for name in defined_names(path)
        if name in RETIRED_NAMES
    }
    assert not defined
