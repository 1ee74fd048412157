"""`make fuzz`: schemathesis against a live site, on SQLite and on PostgreSQL."""

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.fuzz.site import ROOT, live_site
from tests.postgres import start_server

DATABASES = ("sqlite", "postgresql")
CASES = 20_000
"""How many cases both databases get together where FUZZ_EXAMPLES names no other number."""
MANY_THREADS = {"THREADS": "64"}
"""So many that no export is refused because another one runs."""
OPERATIONS = 15
"""Those with enough parameters for any number of cases."""


def main() -> int:
    """Fuzz each database; 1 where anything failed or fewer cases were run than asked for."""
    wanted = int(os.environ.get("FUZZ_EXAMPLES") or CASES)
    chosen = os.environ.get("FUZZ_DATABASE") or ""
    seed = int(os.environ.get("FUZZ_SEED") or random.SystemRandom().randrange(2**32))
    databases = [name for name in DATABASES if chosen in ("", name)]
    if not databases:
        sys.exit(f"FUZZ_DATABASE={chosen}: it is {' or '.join(DATABASES)}.")
    reports = {name: _fuzz(name, -(-wanted // len(databases)), seed) for name in databases}
    total = failures = 0
    for name, report in reports.items():
        cases, failed = report["test_cases"], _count_failures(report)
        total, failures = total + cases["generated"], failures + failed
        _print_line(
            f"{name}: {cases['generated']:,} cases, {failed} failures, {report['filtered']:,} put aside"
        )
    _print_line(f"together: {total:,} cases of {wanted:,} asked for, {failures} failures (FUZZ_SEED={seed})")
    return int(failures > 0 or total < wanted)


def _fuzz(database: str, wanted: int, seed: int) -> dict[str, Any]:
    """The report of schemathesis on one database."""
    _print_line(f"== fuzzing on {database}")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        server = start_server(folder) if database == "postgresql" else None
        try:
            with live_site(folder, server.get_uri() if server else "", MANY_THREADS) as address:
                return _run(address, folder / "report.json", wanted, seed)
        finally:
            if server is not None:
                server.cleanup()


def _run(address: str, report: Path, wanted: int, seed: int) -> dict[str, Any]:
    options = {
        "phases": "examples,coverage,fuzzing",
        "checks": "all",
        "max-examples": -(-wanted // OPERATIONS),
        "seed": seed,
        "workers": 2,
        "report": "json",
        "report-json-path": report,
    }
    config = Path(__file__).with_name("schemathesis.toml")
    command = [str(Path(sys.executable).parent / "schemathesis"), f"--config-file={config}"]
    command += ["run", *(f"--{name}={value}" for name, value in options.items()), f"{address}/api/schema/"]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "PYTHONPATH": str(ROOT), "FUZZ_SITE": address}
    # In the folder of the run: schemathesis keeps a memory where it works.
    subprocess.run(command, cwd=report.parent, env=os.environ | hooks, check=False)
    if not report.exists():
        raise SystemExit("schemathesis gave no report.")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def _count_failures(report: dict[str, Any]) -> int:
    """Failures and errors; at least one where the run was broken off or schemathesis is not content."""
    found = sum(one["count"] for one in report["failures"]) + len(report["errors"])
    return max(found, int(report["exit_code"] != 0 or not report["complete"]))


def _print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
