"""How far a long command has come, on its output."""

from collections.abc import Callable

from django.core.management.base import OutputWrapper

_BAR_WIDTH = 30


def progress_writer(output: OutputWrapper) -> Callable[[str, int, int], None]:
    """What writes one line for each thing that is done; on a terminal the line counts up."""

    def told(name: str, done: int, total: int) -> None:
        if output.isatty():
            filled = _BAR_WIDTH if total == 0 else _BAR_WIDTH * done // total
            bar = "#" * filled + "." * (_BAR_WIDTH - filled)
            output.write(f"\r{name:<24} [{bar}] {done} of {total}", ending="" if done < total else "\n")
            output.flush()
        elif done == total:
            output.write(f"{name}: {done}")

    return told
