"""`python -m eventapi.server`: serves a WSGI application until SIGTERM or Ctrl-C."""

import argparse
import gc
import sys
from importlib import import_module
from typing import Any

from eventapi.server.listener import listen
from eventapi.server.processes import supervise

SWITCH_SECONDS = 0.0005
"""How long a thread that computes keeps the interpreter: a plain list gives it back a hundred times."""


def main() -> None:
    """Loads the application once, then serves it from so many processes."""
    parser = argparse.ArgumentParser(prog="python -m eventapi.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("application", nargs="?", default="eventapi.wsgi:application")
    chosen = parser.parse_args()
    listener = listen(chosen.host, chosen.port)
    application = load(chosen.application)
    sys.setswitchinterval(SWITCH_SECONDS)
    settle_garbage()

    def serve() -> None:
        # After the application, which sets Django up.
        from eventapi.server.site_server import serve_forever

        serve_forever(application, listener)

    supervise(chosen.processes, serve, listener)


def load(name: str) -> Any:
    """Returns the application that `module:attribute` names."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def settle_garbage() -> None:
    """Lets the collector look at what requests make alone: what was loaded at the start stays."""
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
