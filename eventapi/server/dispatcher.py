"""The threads: those of all requests, and one of each probe, which answers when the others are all held."""

from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher

PROBES = ("/livez", "/readyz")


class Dispatcher(ThreadedTaskDispatcher):
    """Gives whole requests to threads."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.set_thread_count(threads)
        self.probes = {path: ThreadedTaskDispatcher() for path in PROBES}
        for probe in self.probes.values():
            probe.set_thread_count(1)

    def add_task(self, task: HTTPChannel) -> None:
        """Queues the first request of a connection."""
        path = getattr(task.requests[0], "path", "")
        if probe := self.probes.get(path):
            probe.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Ends the threads that have nothing to do, and waits so many seconds for the others."""
        for probe in self.probes.values():
            probe.shutdown(cancel_pending, timeout)
        done: bool = super().shutdown(cancel_pending, timeout)
        return done
