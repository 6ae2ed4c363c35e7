"""Client of Mnemon: governed memory for AI agents."""

from ._async import AsyncMnemon
from ._errors import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    MnemonError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    UnauthenticatedError,
    UnavailableError,
    UnreachableError,
    Violation,
)
from ._sync import Mnemon

__all__ = [
    "AsyncMnemon",
    "ConflictError",
    "ForbiddenError",
    "InvalidRequestError",
    "Mnemon",
    "MnemonError",
    "NotFoundError",
    "RateLimitedError",
    "RefusedError",
    "UnauthenticatedError",
    "UnavailableError",
    "UnreachableError",
    "Violation",
]
