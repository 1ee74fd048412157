"""The socket that the server listens on; all its processes share it."""

import socket

BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """Returns a listening socket. Raises: OSError where the port is taken or not allowed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)
