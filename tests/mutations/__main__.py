"""`make mutations`: whether the tests of rules, rights, filters, paging and restoring notice a changed line.

Mutants are drawn by a seed, as evenly from all modules as can be; each runs in a copy of the tree with the
test file that has the name of its module. Fails where fewer than nine of ten are noticed.
"""

import argparse
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import database_cache, quick
from tests.mutations.mutant import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
MODULES = (
    "events/rules/*.py",
    "events/rights.py",
    "events/filtersets/*.py",
    "events/api/pagination.py",
    "events/records/restore/*.py",
)
COMPILING = "-m compileall -q --invalidation-mode checked-hash eventapi events tests"
TESTING = "-m pytest -x -q --reuse-db --hypothesis-seed=1 -p no:cacheprovider -p no:schemathesis"
KILLED_SHARE = 0.9
TIMEOUT_S = 60
"""A file that runs longer than this, as in a loop without end, notices its mutant."""


def main() -> int:
    """Draw the mutants, run their tests, and print what became of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=40, help="how many are drawn")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many run at a time")
    parser.add_argument("--only", default="", help="a part of the paths of modules to draw from")
    options = parser.parse_args()
    drawn = draw(options.seed, options.mutants, options.only)
    began = time.monotonic()
    cache = database_cache.prepare(ROOT / "var" / "check" / "quick", quick.Graph().database_files())
    os.environ |= {"DATABASE_CACHE": str(cache), "TEST_DATABASE": "sqlite"}
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        trees: queue.Queue[Path] = queue.Queue()
        for number in range(options.jobs):
            trees.put(copy_tree(Path(folder) / str(number)))
        # A test that fails already would notice everything.
        files = sorted({test_file(mutant.path) for mutant in drawn})
        if fails(trees.queue[0], [file for file in files if (ROOT / file).exists()], len(files)):
            print("The tests fail without any mutant.")  # noqa: T201
            return 1
        with ThreadPoolExecutor(options.jobs) as pool:
            killed = sum(pool.map(lambda mutant: is_killed(mutant, trees), drawn))
    minutes = (time.monotonic() - began) / 60
    print(f"{killed} of {len(drawn)} killed (seed {options.seed}) in {minutes:.1f} minutes.")  # noqa: T201
    return int(killed < KILLED_SHARE * len(drawn))


def draw(seed: int, count: int, only: str = "") -> list[Mutant]:
    """So many mutants: one of each module in turn, the modules in random order, until there are enough."""
    chance = random.Random(seed)
    pools = [mutants_of(ROOT, path) for path in modules() if only in str(path)]
    for mutants in pools:
        chance.shuffle(mutants)
    drawn: list[Mutant] = []
    while len(drawn) < count and any(pools):
        chance.shuffle(pools)
        drawn += [mutants.pop() for mutants in pools if mutants]
    return drawn[:count]


def modules() -> list[Path]:
    """The modules that mutants are drawn from."""
    return [path.relative_to(ROOT) for pattern in MODULES for path in sorted(ROOT.glob(pattern))]


def test_file(module: Path) -> Path:
    """The test file that has the name of a module, or of a package, in the folder of the same name."""
    inside = module.relative_to("events")
    inside = inside.parent if inside.stem == "__init__" else inside.with_suffix("")
    return Path("tests") / inside.parent / f"test_{inside.name}.py"


def copy_tree(folder: Path) -> Path:
    """Copy what the tests need, compiled: mutated modules are compiled again, by what they hold."""
    for name in ("eventapi", "events", "tests", "seeds", "fixtures"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
        )
    for name in ("pyproject.toml", "manage.py"):
        shutil.copy(ROOT / name, folder / name)
    subprocess.run([sys.executable, *COMPILING.split()], cwd=folder, check=True)
    return folder


def is_killed(mutant: Mutant, trees: "queue.Queue[Path]") -> bool:
    """Whether the tests that are named for the module fail with the mutant."""
    tree = trees.get()
    module = tree / mutant.path
    original = module.read_bytes()
    try:
        module.write_text(mutant.text(ROOT), encoding="utf-8")
        killed = fails(tree, [test_file(mutant.path)]) if (ROOT / test_file(mutant.path)).exists() else False
    finally:
        module.write_bytes(original)
        trees.put(tree)
    print(f"{'killed  ' if killed else 'SURVIVED'}  {mutant}", flush=True)  # noqa: T201
    return killed


def fails(tree: Path, files: list[Path], patience: int = 1) -> bool:
    """Whether any test of the files fails there, or they take too long."""
    try:
        done = subprocess.run(
            [sys.executable, *TESTING.split(), *map(str, files)],
            cwd=tree,
            capture_output=True,
            timeout=TIMEOUT_S * patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
