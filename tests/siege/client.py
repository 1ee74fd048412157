"""One request of a client, and how it ended."""

import http.client
from collections.abc import Mapping
from types import MappingProxyType

HOST = "127.0.0.1"


def ask(
    port: int,
    path: str,
    timeout: float,
    body: str | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The status of the answer to a GET, or to a POST of this body; else why there was none."""
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        connection.request("GET" if body is None else "POST", path, body, headers)
        response = connection.getresponse()
        response.read()
    except TimeoutError:
        return "timeout"
    except (OSError, http.client.HTTPException):
        return "closed"
    finally:
        connection.close()
    return str(response.status)
