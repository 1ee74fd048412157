"""The server of one process: reads whole requests without a thread, closes late connections."""

import os
import resource
import signal
import socket
import time
from types import FrameType
from typing import Any

from django.conf import settings
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from eventapi.server.channel import Channel
from eventapi.server.dispatcher import Dispatcher

STOP_SECONDS = 10.0
"""How long a server that stops goes on with what it has begun."""
SPARE_FILES = 256
"""Files beside connections: the database of each thread, large bodies, static files."""


class SiteServer(TcpWSGIServer):
    """Serves an application on a socket that listens already."""

    channel_class = Channel

    def __init__(self, application: Any, listener: socket.socket) -> None:
        adjustments = Adjustments(
            threads=settings.THREADS,
            ident=None,
            # What is trusted of proxies is decided by the application.
            clear_untrusted_proxy_headers=False,
            # Beyond `MAX_CONNECTIONS` those that have waited longest go; this one counts those at work, too.
            connection_limit=settings.MAX_CONNECTIONS + SPARE_FILES // 2,
            cleanup_interval=1,
            max_request_header_size=128 * 1024,
            max_request_body_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1024 * 1024,
            # A stream is at most so far ahead of its client.
            outbuf_high_watermark=1024 * 1024,
            # A client that went away is noticed while its request waits for a thread.
            channel_request_lookahead=1,
        )
        listener.setblocking(False)
        sockinfo = (listener.family, listener.type, listener.proto, listener.getsockname())
        self.ends_at: float | None = None
        self.parent = os.getppid()
        super().__init__(
            application,
            map={},
            _sock=listener,
            dispatcher=Dispatcher(settings.THREADS),
            adj=adjustments,
            bind_socket=False,
            sockinfo=sockinfo,
        )

    def run(self) -> None:
        """Serves until `stop`, and then until what was begun is answered, for a while."""
        while self.ends_at is None or (self._is_busy() and time.monotonic() < self.ends_at):
            wasyncore.loop(timeout=0.2 if self.ends_at else 1, use_poll=True, map=self._map, count=1)
            if os.getppid() != self.parent:
                self.stop()
        for channel in list(self.active_channels.values()):
            channel.handle_close()
        self.task_dispatcher.shutdown(timeout=1)

    def stop(self) -> None:
        """Takes no more connections."""
        if self.ends_at is None:
            self.ends_at = time.monotonic() + STOP_SECONDS
            self.accepting = False
            self.pull_trigger()

    def handle_accept(self) -> None:
        """Takes a connection; where there are too many, the client that is waited for longest has to go."""
        super().handle_accept()
        if len(self.active_channels) > settings.MAX_CONNECTIONS:
            waiting = [channel for channel in self.active_channels.values() if channel.is_waiting]
            if waiting:
                min(waiting, key=lambda channel: channel.waiting_since).handle_close()

    def maintenance(self, now: float) -> None:
        """Closes the connections of clients that are late; called every second."""
        for channel in list(self.active_channels.values()):
            channel.close_if_late(time.monotonic())

    def _is_busy(self) -> bool:
        return not all(channel.is_waiting for channel in self.active_channels.values())


def serve_forever(application: Any, listener: socket.socket) -> None:
    """Serves until SIGTERM or SIGINT."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.MAX_CONNECTIONS + SPARE_FILES
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == -1 else min(wanted, hard), hard))
    server = SiteServer(application, listener)

    def stop(_signum: int, _frame: FrameType | None) -> None:
        server.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.run()
