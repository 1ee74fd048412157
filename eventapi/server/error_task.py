"""The answer to a request that cannot be read, or whose application broke."""

from http import HTTPStatus

from waitress.task import ErrorTask

from events.wsgi.problems import problem_response, server_problem


class ProblemTask(ErrorTask):
    """Answers with problem+json; a thread runs it."""

    def execute(self) -> None:
        """Writes the answer."""
        error = self.request.error
        status = HTTPStatus(error.code)
        problem = server_problem(status, f"{error.body.rstrip('.')}.")
        self.status, headers, body = problem_response(problem)
        self.response_headers.extend(headers)
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
