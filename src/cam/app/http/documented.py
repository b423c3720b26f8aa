"""How the routes' refusals are documented."""

from litestar.openapi.datastructures import ResponseSpec

from cam.app.http.problems import PROBLEM_JSON, Problem

WORDS = {
    400: "Not understood: no JSON, an unknown field, a `dry_run` that is no boolean",
    401: "Neither signed nor with the secret, or signed too long ago",
    403: "A page of another site asked for it",
    404: "There is no such thing",
    409: "It cannot be done in the present state",
    413: "The body is larger than it may be, usually 1 MB",
    415: "The body is not JSON",
    421: "The Host header names another host",
    422: "Understood, and not acceptable; `field` names the value",
    503: "The database cannot be reached, or its schema is old; try again later",
}
"""Status to what it means here."""


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """These, and what any route may answer: the host is refused, the database is not there."""
    return {
        status: ResponseSpec(
            Problem, generate_examples=False, media_type=PROBLEM_JSON, description=WORDS[status]
        )
        for status in sorted({421, 503, *statuses})
    }
