"""What goes wrong between this installation and the one that it follows."""


class UpstreamError(Exception):
    """The other installation does not answer as an installation of this software does.

    The message is a sentence, fit for a terminal, with little of what the other side wrote.
    """
