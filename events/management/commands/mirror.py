"""`manage.py mirror URL`: follows another installation, so that this database has the same public records."""

import time
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from events.importers.mirror.change_batch import MAX_BATCH_BYTES
from events.importers.mirror.errors import UpstreamError
from events.importers.mirror.follow import follow, open_mirror
from events.importers.mirror.upstream_client import UpstreamClient
from events.outbound import Allowance

DEFAULT_INTERVAL = 60.0
_MIB = 1024 * 1024


class Command(BaseCommand):
    """Copies the changes of the other installation, at intervals, until Ctrl-C."""

    help = (
        "Follow another installation: its public records, the same byte for byte, from its feed of changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds the address and the interval."""
        parser.add_argument("url", help="the address of the installation, such as https://events.example.org")
        often = parser.add_mutually_exclusive_group()
        often.add_argument("--once", action="store_true", help="take over all changes up to now, then stop")
        often.add_argument(
            "--interval",
            type=float,
            default=DEFAULT_INTERVAL,
            metavar="SECONDS",
            help=f"how long to wait before asking again (default {DEFAULT_INTERVAL:.0f})",
        )

        parser.add_argument("--allow-http", action="store_true", help="follow an installation without HTTPS")
        parser.add_argument(
            "--allow-private", action="store_true", help="follow one at an address that is not public"
        )
        parser.add_argument(
            "--max-batch",
            type=int,
            default=MAX_BATCH_BYTES // _MIB,
            metavar="MIB",
            help="how much is read before a batch is written (default %(default)s MiB)",
        )

    def handle(
        self,
        *args: Any,
        url: str,
        once: bool,
        interval: float,
        verbosity: int,
        allow_http: bool,
        allow_private: bool,
        max_batch: int,
        **options: Any,
    ) -> None:
        """Follows. Raises: CommandError; the changes copied until then stay, and the next run continues."""
        self.max_batch_bytes = max_batch * _MIB
        source = UpstreamClient(site_url(url), allowance=Allowance(http=allow_http, private=allow_private))
        try:
            state = open_mirror(source.url)
            self._follow(source, state, verbosity)
            while not once:
                time.sleep(interval)
                self._follow(source, state, verbosity)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except UpstreamError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            return

    def _follow(self, source: UpstreamClient, state: Any, verbosity: int) -> None:
        done = 0
        for changes, at in follow(source, state, self.max_batch_bytes):
            done += changes
            if verbosity and self.stdout.isatty():
                self.stdout.write(f"\r{done:,} changes, up to {at[:19]}", ending="")
                self.stdout.flush()
        if verbosity and done:
            start = "\r" if self.stdout.isatty() else ""
            self.stdout.write(f"{start}{source.url}: {done:,} changes, up to {at[:19]}")


def site_url(url: str) -> str:
    """Returns the address of the site from any of its addresses. Raises: CommandError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise CommandError(f"“{url}” is no address of an installation, such as https://events.example.org.")
    return url.rstrip("/").removesuffix("/api/v1").removesuffix("/api").rstrip("/")
