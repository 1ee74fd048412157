"""One-line mutants of a module: its text with one operator, number, answer or step that is another."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_COMPARISONS = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
_ARITHMETIC = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "//"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_NO_RESULT_KEYWORDS = {"strict", "batch_size", "chunk_size", "maxsize"}
"""Arguments that change no result, being checks that never fail and sizes of steps: equivalent mutants."""

Change = tuple[int, int, int, str]
"""A line, from which byte to which of it, and the text instead."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one line changed."""

    path: Path
    """From the root of the repository."""
    number: int
    before: str
    after: str

    def text(self, root: Path) -> str:
        """The text of the mutated module."""
        lines = (root / self.path).read_text(encoding="utf-8").split("\n")
        lines[self.number - 1] = self.after
        return "\n".join(lines)

    def __str__(self) -> str:
        return f"{self.path}:{self.number}  {self.before.strip()}  =>  {self.after.strip()}"


def mutants_of(root: Path, path: Path) -> list[Mutant]:
    """All mutants of a module, in the order of its lines."""
    source = (root / path).read_text(encoding="utf-8")
    lines = [line.encode() for line in source.split("\n")]
    found: dict[Mutant, None] = {}
    for number, start, end, text in _changes(ast.parse(source), lines):
        line = lines[number - 1]
        after = line[:start] + text.encode() + line[end:]
        found[Mutant(path, number, line.decode(), after.decode())] = None
    return sorted(found, key=lambda mutant: (mutant.number, mutant.after))


def _changes(node: ast.AST, lines: list[bytes], answer: str = "") -> Iterator[Change]:
    """The changes of a node and of all within; `answer` is the annotation of the function around it."""
    if isinstance(node, ast.FunctionDef):
        answer = ast.unparse(node.returns) if node.returns else ""
    if not _is_other_database(node):
        yield from _operator_changes(node, lines)
    yield from _value_changes(node)
    yield from _step_changes(node, answer)
    for child in _mutable_children(node):
        yield from _changes(child, lines, answer)


def _mutable_children(node: ast.AST) -> Iterator[ast.AST]:
    """Those within that act: neither types, nor what decorates, checks for programmers, or words an error."""
    if (
        isinstance(node, ast.Raise | ast.Assert)
        or _is_error(node)
        or _is_type(node)
        or _is_other_database(node)
    ):
        return
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            # Equivalent: see _NO_RESULT_KEYWORDS.
            if isinstance(child, ast.AST) and getattr(child, "arg", "") not in _NO_RESULT_KEYWORDS:
                yield child


def _is_error(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("Error", "ssue", "_invalid"))


def _is_other_database(node: ast.AST) -> bool:
    """Whether SQL for PostgreSQL, or the choice between two that answer the same: equivalent on SQLite."""
    if isinstance(node, ast.FunctionDef):
        return node.name == "as_postgresql"
    return isinstance(node, ast.Compare) and ast.unparse(node.left).endswith(".vendor")


def _is_type(node: ast.AST) -> bool:
    """Whether the types of `isinstance`, an alias of types, or a list of what a module exports."""
    if isinstance(node, ast.Assign):
        value = node.value
        alias = isinstance(value, ast.BinOp) and isinstance(value.right, ast.Name | ast.Subscript)
        return ast.unparse(node.targets[0]) == "__all__" or (alias and node.col_offset == 0)
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance"


def _operator_changes(node: Any, lines: list[bytes]) -> Iterator[Change]:
    """Comparisons, `and`, `or`, `not` and arithmetic."""
    match node:
        case ast.Compare():
            ends = [node.left, *node.comparators]
            for left, operator, right in zip(ends, node.ops, ends[1:], strict=False):
                yield from _operator_change(left, right, *_COMPARISONS[type(operator)], lines)
        case ast.BoolOp():
            words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            for left, right in zip(node.values, node.values[1:], strict=False):
                yield from _operator_change(left, right, *words, lines)
        case ast.BinOp() if type(node.op) in _ARITHMETIC and not _is_text(node.left):
            yield from _operator_change(node.left, node.right, *_ARITHMETIC[type(node.op)], lines)
        case ast.AugAssign() if type(node.op) in _ARITHMETIC and not _is_text(node.value):
            yield from _operator_change(node.target, node.value, *_ARITHMETIC[type(node.op)], lines)
        case ast.UnaryOp(op=ast.Not()):
            yield node.lineno, node.col_offset, node.col_offset + len("not "), ""


def _value_changes(node: Any) -> Iterator[Change]:
    """Numbers, true and false, and which of several values is taken."""
    match node:
        case ast.Constant(value=bool()):
            yield from _replacement(node, str(not node.value))
        case ast.Constant(value=int() | float() as old):
            # An index of -1 instead of 0 is equivalent in the many lists of one.
            for number in (old + 1, old - 1) if old else (1,):
                yield from _replacement(node, str(number) if number >= 0 else f"({number})")
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
            yield from _replacement(node.func, _CALLS[name])


def _step_changes(node: Any, answer: str) -> Iterator[Change]:
    """What is asked, answered, refused or left."""
    match node:
        case ast.If() | ast.IfExp() if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            yield from _replacement(node.test, f"not ({ast.unparse(node.test)})")
        case ast.Return() if node.value and not isinstance(node.value, ast.Constant):
            # A null instead of another false answer would be equivalent, so that these are turned around.
            text = f"not ({ast.unparse(node.value)})" if answer == "bool" else "None"
            yield from _replacement(node.value, text)
        case ast.Raise() if "NotImplementedError" not in ast.unparse(node):
            yield from _replacement(node, "pass")
            if node.end_lineno != node.lineno and node.exc and not node.cause:
                yield node.lineno, node.col_offset, node.exc.col_offset, ""
        case ast.Continue() | ast.Break():
            yield from _replacement(node, "pass")


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _replacement(node: Any, text: str) -> Iterator[Change]:
    if node.lineno == node.end_lineno:
        yield node.lineno, node.col_offset, node.end_col_offset, text


def _operator_change(left: Any, right: Any, old: str, new: str, lines: list[bytes]) -> Iterator[Change]:
    """The change of the operator that stands between two operands, on whichever line."""
    for number in range(left.end_lineno, right.lineno + 1):
        start = left.end_col_offset if number == left.end_lineno else 0
        end = right.col_offset if number == right.lineno else len(lines[number - 1])
        place = lines[number - 1].find(old.encode(), start, end)
        if place >= 0:
            yield number, place, place + len(old), new
            return
