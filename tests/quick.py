"""`make quick`: the tests that a change reaches by imports, nearest first, for most of a minute on SQLite.

What is changed is what differs from a commit (BASE, or else the newest), or else what that commit changed.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from tests import database_cache

ROOT = database_cache.ROOT
PACKAGES = ("events", "eventapi", "tests")
SEEDS = "events.management.commands.load_seeds"
NEEDS_CHROMIUM = "tests.browser."
"""`make browser` runs these."""
USES_WITHOUT_IMPORT = (
    (re.compile(r"\b(?:client|site): Client\b|\bClient\(\)"), "eventapi.urls"),
    (re.compile(r"\bseeded\b"), SEEDS),
)
"""What a file uses without importing it: views by their addresses, and the seeds by their fixture."""
NAMES_IN_STRINGS = re.compile(r"""["'](\w+(?:\.\w+)+)["']|call_command\(\s*["'](\w+)["']""")
"""Dotted names of modules, and names of commands."""


def main() -> int:
    """Run the tests that a change reaches."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", default="", help="a commit, HEAD if none is named")
    parser.add_argument("--seconds", type=float, default=50, help="no test begins later than this")
    options, pytest_arguments = parser.parse_known_args()
    order = TestOrder(options.seconds)
    graph = Graph()
    files = changed(options.base)
    order.distances = graph.distances(files)
    print(f"{len(files)} files changed, {len(order.distances)} files of tests reached.", flush=True)  # noqa: T201
    if not order.distances:
        return 0
    os.environ["DATABASE_CACHE"] = str(
        database_cache.prepare(ROOT / "var" / "check" / "quick", graph.database_files())
    )
    os.environ["TEST_DATABASE"] = "sqlite"
    paths = [str(path) for path in sorted(order.distances, key=lambda path: order.distances[path])]
    return int(
        pytest.main(
            ["-q", "--reuse-db", "-p", "no:cacheprovider", *pytest_arguments, *paths], plugins=[order]
        )
    )


def changed(base: str) -> list[str]:
    """The files that differ from a commit; those that the newest commit changed if none do."""
    found = [
        *_git("diff", "--name-only", base or "HEAD"),
        *_git("ls-files", "--others", "--exclude-standard"),
    ]
    return found or _git("diff", "--name-only", "HEAD~1", "HEAD")


def _git(*arguments: str) -> list[str]:
    return subprocess.check_output(["git", *arguments], cwd=ROOT, text=True).splitlines()


class Graph:
    """Who imports whom, and what else reaches a module."""

    def __init__(self) -> None:
        self._imports = grimp.build_graph(*PACKAGES, cache_dir=None)
        found = {_module(path): path for name in PACKAGES for path in (ROOT / name).rglob("*.py")}
        self._paths = {module: path for module, path in found.items() if module in self._imports.modules}
        self._texts = {module: path.read_text(encoding="utf-8") for module, path in self._paths.items()}
        self._users: dict[str, set[str]] = defaultdict(set)
        for module in self._paths:
            for used in {
                *self._imports.find_modules_directly_imported_by(module),
                *self._uses_without_import(module),
            }:
                self._users[used].add(module)

    def _uses_without_import(self, module: str) -> Iterator[str]:
        yield from (used for pattern, used in USES_WITHOUT_IMPORT if pattern.search(self._texts[module]))
        for named, command in NAMES_IN_STRINGS.findall(self._texts[module]):
            name = f"events.management.commands.{command}" if command else named
            while name not in self._paths and "." in name:
                name = name.rpartition(".")[0]
            if "." in name:
                yield name
        if module.startswith("tests."):
            parents = module.split(".")[:-1]
            yield from (".".join([*parents[:depth], "conftest"]) for depth in range(1, len(parents) + 1))

    def distances(self, files: list[str]) -> dict[Path, tuple[int, int]]:
        """How many imports lie between what changed and each file of tests that it reaches, and its size."""
        distance_of: dict[str, int] = {}
        layer = {module for file in files for module in self._changed(file)}
        while layer:
            distance_of |= dict.fromkeys(layer, max(distance_of.values(), default=-1) + 1)
            layer = {user for module in layer for user in self._users[module]} - distance_of.keys()
        names = {f"test_{Path(file).stem}" for file in files}
        return {
            self._paths[one]: (0 if one.rpartition(".")[2] in names else distance, len(self._texts[one]))
            for one, distance in distance_of.items()
            if one.rpartition(".")[2].startswith("test_") and not one.startswith(NEEDS_CHROMIUM)
        }

    def _changed(self, file: str) -> Iterator[str]:
        """The modules that a changed file is, or that name it."""
        path = ROOT / file
        if _module(path) in self._paths:
            yield _module(path)
        elif file.startswith("seeds/"):
            yield SEEDS
        elif file.startswith("events/migrations/"):
            yield "events.models"
        else:
            yield from (module for module, text in self._texts.items() if path.name in text)

    def database_files(self) -> list[Path]:
        """The files that the cached databases are made from."""
        roots = {SEEDS, "events.apps", "eventapi.settings"} & self._paths.keys()
        modules = roots.union(*(self._imports.find_upstream_modules(one) for one in roots))
        found = [self._paths[one] for one in modules if one in self._paths]
        found += (ROOT / "events" / "migrations").glob("*.py")
        found += (path for path in (ROOT / "seeds").rglob("*") if path.is_file())
        return [*found, ROOT / "requirements.txt"]


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class TestOrder:
    """The nearest tests first, and none after the deadline."""

    __test__ = False

    def __init__(self, seconds: float) -> None:
        self.distances: dict[Path, tuple[int, int]] = {}
        self._deadline = time.monotonic() + seconds
        self._skipped: dict[Path, int] = defaultdict(int)

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Iterator[None]:
        """Sort by distance, and leave those that commit at the end."""
        yield
        items.sort(key=lambda item: (_commits(item), *self.distances.get(item.path, (0, 0))))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Skip what would begin after the deadline."""
        if time.monotonic() < self._deadline:
            return None
        self._skipped[item.path] += 1
        return True

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Report what was left out."""
        if self._skipped:
            tests = sum(self._skipped.values())
            terminalreporter.line(
                f"The time was over: {tests} tests of {len(self._skipped)} files further away were left out"
                f" (of {len(self.distances)} files that the change reaches). `make test` runs all of them."
            )


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


if __name__ == "__main__":
    sys.exit(main())
