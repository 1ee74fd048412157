"""A server that answers with any bytes, at any pace, to prove what others may do to whoever asks them."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Script = Callable[[socket.socket], None]
"""What is done to a connection once its request was read."""


def sends(*pieces: bytes) -> Script:
    """Send these bytes and close."""

    def send(connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return send


def repeats(beginning: bytes, piece: bytes, stop: threading.Event, pause: float = 0) -> Script:
    """Send a beginning, then a piece again and again, until nobody reads or the test ends."""

    def send(connection: socket.socket) -> None:
        connection.sendall(beginning)
        while not stop.wait(pause):
            connection.sendall(piece)

    return send


@contextmanager
def hostile_server(script: Script, *, reads: bool = True) -> Iterator[tuple[int, list[bytes]]]:
    """The port of a server with one script for every connection, and the requests that it read."""
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    if reads:
                        request = b""
                        while b"\r\n\r\n" not in request and (piece := connection.recv(65536)):
                            request += piece
                        requests.append(request)
                    script(connection)
                    with suppress(OSError):
                        connection.shutdown(socket.SHUT_WR)
                    while connection.recv(
                        65536
                    ):  # until the other side closes: a reset would lose what was sent
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1], requests
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join()
