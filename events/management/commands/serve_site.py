"""`manage.py serve_site`: brings the site up to date and serves it; `make run` calls it."""

import hashlib
import os
import secrets
import shutil
import socket
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor

from events.management.commands.migrate import refuse_other_versions
from events.management.private_files import make_private
from events.management.start_lock import start_lock
from events.monitoring import metrics

ADMIN = "admin"
FIRST_PORT = 8000
LAST_PORT = 8099
# Redoc fetches its fonts from outside and is not offered, so its four megabytes need no copy.
UNUSED_STATIC = "drf_spectacular_sidecar/redoc"


def is_free(host: str, port: int) -> bool:
    """Returns whether the server could listen on this port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # Like the server: a port whose last connections are still closing counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose_port(host: str, requested: str | None) -> int:
    """Returns the requested port, or the first free one from 8000.

    Raises: CommandError if the requested port is invalid or not free, or if no port is free.
    """
    if requested:
        if not (requested.isascii() and requested.isdigit() and 0 < int(requested) < 65536):
            raise CommandError(f"PORT={requested} is not a port: give a number from 1 to 65535.")
        if not is_free(host, int(requested)):
            why = "it is taken, or not allowed to you. Choose another PORT, or none."
            raise CommandError(f"Cannot listen on {host} port {requested}: {why}")
        return int(requested)
    if port := next((port for port in range(FIRST_PORT, LAST_PORT + 1) if is_free(host, port)), None):
        return port
    raise CommandError(f"No port from {FIRST_PORT} to {LAST_PORT} is free on {host}: choose PORT.")


def load_or_create_password(path: Path) -> str:
    """Returns the password in the file `path`, which is created if missing, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=path.parent)  # mkstemp: O_EXCL, mode 0600
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(15) + "\n")
        Path(draft).replace(path)  # completely or not at all
    return path.read_text(encoding="ascii").strip()


def ensure_admin(path: Path) -> str | None:
    """Creates the first user, if there is none, and returns the password, which is displayed once."""
    users = get_user_model().objects
    if users.exists():
        return None
    password = load_or_create_password(path)
    users.create_superuser(ADMIN, password=password)
    return password


def is_current(path: Path) -> bool:
    """Returns whether the password in the file `path` is still that of the first user."""
    user = get_user_model().objects.filter(username=ADMIN, is_active=True).first()
    return bool(user and path.exists() and user.check_password(path.read_text(encoding="ascii").strip()))


def remove_stale_password(path: Path) -> bool:
    """Removes the file of the first password once it signs nobody in; returns whether. Queries: 1."""
    if not path.exists() or is_current(path):
        return False
    path.unlink()
    return True


def prepare_metrics() -> None:
    """Empties the folder in which the processes of the server add up what they count, if they count."""
    if not settings.METRICS_TOKEN:
        return
    folder = settings.VAR / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[metrics.FOLDER_VARIABLE] = str(folder)


def static_digest() -> str:
    """Returns a digest that changes when a static file of any installed package changes."""
    stats = {
        f"{getattr(storage, 'prefix', None) or ''} {name}": Path(storage.path(name)).stat()
        for finder in get_finders()
        for name, storage in finder.list([])
    }
    lines = sorted(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def server_command(host: str, port: int) -> list[str]:
    """Returns the command line of the web server for the database in use.

    SQLite gets one process with threads: its WAL is fragile with several writing processes.
    """
    processes = 1 if connection.vendor == "sqlite" else os.cpu_count() or 1
    module, _, attribute = settings.WSGI_APPLICATION.rpartition(".")
    options = {"host": host, "port": port, "processes": processes}
    flags = (f"--{name}={value}" for name, value in options.items())
    return [sys.executable, "-m", "eventapi.server", *flags, f"{module}:{attribute}"]


class Command(BaseCommand):
    """Migrates, loads the seeds, collects static files, creates the first user, then serves."""

    help = "Bring the site up to date and serve it until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds the address, by default from HOST and PORT."""
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", default=os.environ.get("PORT"))

    def handle(self, *args: Any, host: str, port: str | None, **options: Any) -> None:
        """Prepares the site and replaces this process by the web server."""
        password_file = settings.VAR / "admin_password"
        os.umask(0o077)  # what the site writes is its own; the server inherits this
        choose_port(host, port)  # first: a wrong PORT should not take a minute to show
        if repaired := make_private(settings.VAR):
            self.stdout.write(f"Files: {repaired} in {settings.VAR} were open to others, and no longer are.")
        with start_lock(settings.VAR / "start.lock", self.tell):
            self.migrate()
            call_command("load_seeds", stdout=self.stdout, stderr=self.stderr)
            self.collect_static()
            password = ensure_admin(password_file)
        if remove_stale_password(password_file):
            self.stdout.write(f"The password of {ADMIN} was changed: {password_file} is removed.")
        free_port = choose_port(host, port)  # another start may have taken it meanwhile
        prepare_metrics()
        self.print_welcome(host, free_port, password)
        connections.close_all()
        command = server_command(host, free_port)
        os.chdir(settings.BASE_DIR)
        # The server replaces this process, so that Ctrl-C and signals reach it.
        os.execv(command[0], command)

    def tell(self, line: str) -> None:
        """Writes a line at once."""
        self.stdout.write(line)
        self.stdout.flush()

    def migrate(self) -> None:
        """Applies the missing migrations. Raises: CommandError for a database of another version."""
        refuse_other_versions(DEFAULT_DB_ALIAS)
        executor = MigrationExecutor(connection)
        if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False, is_locked=True)
            call_command("rebuild_search", verbosity=0)
            self.stdout.write(f"Database: {len(missing)} migrations applied.")

    def collect_static(self) -> None:
        """Collects the static files if they have changed."""
        if settings.DEBUG:
            return  # served from the packages
        mark = settings.VAR / "static.sha256"
        state = static_digest()
        manifest = settings.STATIC_ROOT / "staticfiles.json"
        if manifest.exists() and mark.exists() and mark.read_text() == state:
            return
        self.stdout.write("Static files: collecting ...")
        self.stdout.flush()
        call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=[UNUSED_STATIC])
        mark.write_text(state)

    def print_welcome(self, host: str, port: int, password: str | None) -> None:
        """Writes the addresses, how to sign in and how to stop."""
        display_host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
        base = f"http://{display_host}:{port}"
        password_path = settings.VAR / "admin_password"
        lines = [
            "",
            f"  Site       {base}/",
            f"  API        {base}/api/v1/events/",
            f"  Reference  {base}/api/docs/",
            f"  Admin      {base}/admin/",
        ]
        if password:
            lines.append(f"  Sign in    {ADMIN} / {password}   (shown once, kept in {password_path})")
        elif is_current(password_path):
            lines.append(f"  Sign in    {ADMIN}, with the password in {password_path}")
        lines += ["", "  Ctrl-C stops it.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
