"""Progress bars of long commands."""

from collections.abc import Callable

from django.core.management.base import OutputWrapper

_BAR_WIDTH = 30


def progress_writer(output: OutputWrapper) -> Callable[[str, int, int], None]:
    """Returns a callback that writes one line for each finished task, and on a terminal a progress bar."""

    def write(name: str, done: int, total: int) -> None:
        if output.isatty():
            filled = _BAR_WIDTH if total == 0 else _BAR_WIDTH * done // total
            bar = "#" * filled + "." * (_BAR_WIDTH - filled)
            output.write(f"\r{name:<24} [{bar}] {done} of {total}", ending="" if done < total else "\n")
            output.flush()
        elif done == total:
            output.write(f"{name}: {done}")

    return write
