"""What may go wrong, as types."""

from __future__ import annotations

from dataclasses import dataclass

import httpx


class MnemonError(Exception):
    """Anything that this client raises by itself."""


class UnreachableError(MnemonError):
    """No answer came: wrong address, no server, or it took longer than the timeout."""


@dataclass(frozen=True)
class Violation:
    """A field that was wrong, e.g. ``memories[3].scope.user``, and why."""

    field: str
    message: str


class RefusedError(MnemonError):
    """The server answered, and refused."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        violations: tuple[Violation, ...] = (),
        trace_id: str | None = None,
    ) -> None:
        super().__init__(f"{detail} ({status} {code}{f', trace {trace_id}' if trace_id else ''})")
        self.status = status
        self.code = code
        self.detail = detail
        self.violations = violations
        self.trace_id = trace_id


class InvalidRequestError(RefusedError):
    """The request is wrong; ``violations`` name the fields."""


class UnauthenticatedError(RefusedError):
    """There is no key, or it is not good."""


class ForbiddenError(RefusedError):
    """The key may not do this."""


class NotFoundError(RefusedError):
    """It does not exist, or not for this key."""


class ConflictError(RefusedError):
    """It has changed meanwhile, or the state does not allow it."""


class RateLimitedError(RefusedError):
    """Too many requests, after all retries."""


class UnavailableError(RefusedError):
    """The server cannot do it now (any 5xx), after all retries."""


_TYPES: dict[int, type[RefusedError]] = {
    400: InvalidRequestError,
    401: UnauthenticatedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    412: ConflictError,
    413: InvalidRequestError,
    415: InvalidRequestError,
    422: InvalidRequestError,
    429: RateLimitedError,
}


def refusal(response: httpx.Response) -> RefusedError:
    """The error that a response, whose body was read, stands for."""
    status = response.status_code
    try:
        problem = response.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    kind = _TYPES.get(status, UnavailableError if status >= 500 else RefusedError)
    return kind(
        status,
        str(problem.get("type") or problem.get("code") or "http").rsplit(":", 1)[-1],
        str(problem.get("detail") or f"{response.request.url} answered {response.reason_phrase}"),
        tuple(
            Violation(str(v.get("field", "")), str(v.get("message", "")))
            for v in problem.get("violations", [])
        ),
        problem.get("instance"),
    )
