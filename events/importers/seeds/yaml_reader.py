"""Reads YAML so that every error names file and line."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml


class SeedError(ValueError):
    """Something in the seeds is wrong; the message names file, line and what to do."""


class _Loader(yaml.SafeLoader):
    """Loads plain data, with dates as text."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)


class YamlNode:
    """One YAML value, with its file and line and the keys that were read of it."""

    def __init__(self, node: yaml.Node, file: str) -> None:
        self._node = node
        self.file = file
        self.line = node.start_mark.line + 1
        self._members: dict[str, YamlNode] = {}
        self._items: list[YamlNode] = []
        self._taken: set[str] = set()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value in self._members:
                    raise YamlNode(key, file).error(f"“{key.value}” stands twice in one record.")
                self._members[key.value] = YamlNode(value, file)

    def error(self, message: str) -> SeedError:
        """An error at this place."""
        return SeedError(f"{self.file}:{self.line}: {message}")

    @property
    def value(self) -> Any:
        """The value as plain data."""
        return _Loader("").construct_object(self._node, deep=True)

    def node(self, key: str) -> "YamlNode | None":
        """The member of a record; none where it is missing or null."""
        self._taken.add(key)
        member = self._members.get(key)
        return None if member is None or member.value is None else member

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a member as plain data."""
        member = self.node(key)
        return default if member is None else member.value

    def require(self, key: str) -> Any:
        """The value of a member that cannot be left out. Raises: SeedError."""
        member = self.node(key)
        if member is None:
            raise self.error(f"“{key}” is missing.")
        return member.value

    def text(self, key: str) -> str:
        """The text of a member, empty where it is missing. Raises: SeedError for what is no text."""
        value = self.get(key, "")
        if not isinstance(value, str):
            raise self.error(f"“{key}” is {value!r}: put it in quotes.")
        return value.strip()

    def items_of(self, key: str) -> Iterator["YamlNode"]:
        """The items of a list member. Raises: SeedError for what is no list."""
        member = self.node(key)
        if member is not None:
            yield from member.items()

    def items(self) -> Iterator["YamlNode"]:
        """The items of this list. Raises: SeedError for what is no list."""
        if not isinstance(self._node, yaml.SequenceNode):
            raise self.error("A list belongs here.")
        self._items = self._items or [YamlNode(item, self.file) for item in self._node.value]
        yield from self._items

    def members(self) -> Iterator[tuple[str, "YamlNode"]]:
        """All members of a record; all count as read. Raises: SeedError for what is no record."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.error("A key and a value belong here.")
        self._taken.update(self._members)
        yield from self._members.items()

    def refuse_unread_keys(self) -> None:
        """Refuse unread keys, here and in nested values. Raises: SeedError with the nearest known key."""
        for key in self._members.keys() - self._taken:
            near = difflib.get_close_matches(key, sorted(self._taken), 1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            raise self._members[key].error(f"Nothing reads “{key}” here.{hint}")
        for inner in (*self._members.values(), *self._items):
            inner.refuse_unread_keys()


def read_yaml(path: Path, root: Path) -> YamlNode:
    """Read one YAML file. Raises: SeedError."""
    name = path.relative_to(root).as_posix()
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else "1"
        raise SeedError(f"{name}:{place}: {error.problem}") from error
    if node is None:
        raise SeedError(f"{name}:1: The file is empty.")
    return YamlNode(node, name)
