"""Generate clients from the committed document and prove that they lose nothing: `make clients`.

Each client fetches every record of every collection from a live site, page by page and one by one, and
asks what `plain.QUERIES` names; what it got, written back as JSON, must be what plain HTTP gives.
"""

import argparse
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clients import plain_http, snippets
from tests.clients.generate import CLIENTS, GeneratedClient, MissingError
from tests.clients.json_diff import differences
from tests.clients.site import ROOT, serve_fresh_site

DOCUMENT = ROOT / "tests" / "snapshots" / "openapi.yaml"
MAX_DIFFERENCES_SHOWN = 20


@dataclass(frozen=True)
class Proof:
    """What came of one client."""

    client: str
    rows: int
    records: int
    queries: int
    differences: list[str]
    seconds: float
    left_out: str = ""


def prove(names: Iterable[str], into: Path, database: str = "") -> list[Proof]:
    """Generate each client and hold what it gets against plain HTTP."""
    into.mkdir(parents=True, exist_ok=True)
    clients = [CLIENTS[name](into) for name in names]
    with serve_fresh_site(database) as base:
        expected = plain_http.all_responses(base)
        assert_meaningful(expected)
        return [_prove(client, base, expected) for client in clients]


def _prove(client: GeneratedClient, base: str, expected: plain_http.Responses) -> Proof:
    began = time.monotonic()
    try:
        client.refuse_missing()
    except MissingError as error:
        return Proof(client.name, 0, 0, 0, [], 0, left_out=str(error))
    client.generate(DOCUMENT)
    got = client.ask(base)
    found = [
        *differences(without_problem_instance(expected), without_problem_instance(got)),
        *snippets.snippet_differences(client, base),
    ]
    rows, records = (sum(map(len, got[kind].values())) for kind in ("rows", "records"))
    return Proof(client.name, rows, records, len(got["queries"]), found, time.monotonic() - began)


def without_problem_instance(answers: plain_http.Responses) -> plain_http.Responses:
    """The answers without the address of the problem: a client may write defaults into it."""
    problem = {name: value for name, value in answers["problem"].items() if name != "instance"}
    return answers | {"problem": problem}


def assert_meaningful(expected: plain_http.Responses) -> None:
    """Refuse a site that would prove nothing: too little on it, or queries that give none or all."""
    counts = {name: len(rows) for name, rows in expected["rows"].items()}
    assert all(counts.values()), counts
    assert counts["events"] > plain_http.LIMIT, counts
    for name, query in plain_http.QUERIES.items():
        found = len(expected["queries"][name])
        assert found > 0, name
        assert found < counts[query.partition("/")[0]] or "ordering" in query, name
    for name in plain_http.FILTER_TREES:
        assert plain_http.LIMIT < len(expected["queries"][name]) < counts["events"], name


def table(proofs: Iterable[Proof]) -> str:
    """The proofs as a table, and below it what differs."""
    lines = [f"{'client':<24}{'rows':>6}{'records':>9}{'queries':>9}{'differences':>13}{'seconds':>9}"]
    below: list[str] = []
    for one in proofs:
        if one.left_out:
            lines.append(f"{one.client:<24}  LEFT OUT: {one.left_out}.")
            continue
        numbers = (
            f"{one.rows:>6}{one.records:>9}{one.queries:>9}{len(one.differences):>13}{one.seconds:>9.1f}"
        )
        lines.append(f"{one.client:<24}{numbers}")
        below += [
            f"{one.client}: {difference[:300]}" for difference in one.differences[:MAX_DIFFERENCES_SHOWN]
        ]
    return "\n".join([*lines, *below, ""])


def main(arguments: Any = None) -> int:
    """Prove the clients that are named, all by default; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", nargs="*", help=f"any of {', '.join(CLIENTS)}; all by default")
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "clients")
    chosen = parser.parse_args(arguments)
    if strange := set(chosen.clients) - CLIENTS.keys():
        parser.error(f"there is no client {', '.join(sorted(strange))}")
    proofs = prove(chosen.clients or CLIENTS, chosen.into.resolve())
    sys.stdout.write(table(proofs))
    return 1 if any(one.differences for one in proofs) else 0


if __name__ == "__main__":
    sys.exit(main())
