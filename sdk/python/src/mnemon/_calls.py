"""What the sync and the async client share: a call as a value, and when it is made again."""

from __future__ import annotations

import datetime
import json
import os
import random
import uuid
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx

from ._errors import MnemonError

Time = str | datetime.datetime
Scope = Mapping[str, str]
Line = str | bytes | Mapping[str, Any]
Lines = str | os.PathLike[str] | Iterable[Line]
AsyncLines = Lines | AsyncIterable[Line]
NDJSON = "application/x-ndjson"
LONGEST_WAIT_S = 60.0
IMPORT_PATIENCE_S = 600.0
TRANSIENT = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Call:
    """One request. ``repeatable``: doing it twice is the same as doing it once.

    ``once``: its body can be read only once, so it is sent only once.
    """

    method: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    json: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    repeatable: bool = True
    once: bool = False


def get(path: str, **params: Any) -> Call:
    return Call("GET", path, query(params))


def post(path: str, body: Mapping[str, Any], *, repeatable: bool, **params: Any) -> Call:
    return Call("POST", path, query(params), present(body), repeatable=repeatable)


def keyed(path: str, body: Mapping[str, Any], key: str | None, **params: Any) -> Call:
    """A POST that the server carries out once, however often it comes."""
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return Call("POST", path, query(params), present(body), headers)


def importing(source: AsyncLines, dry_run: bool, upload: str | None) -> Call:
    """What can be read again may be sent again, under a name by which lines that come twice are known."""
    if isinstance(source, (str, os.PathLike)):
        again = os.path.isfile(source)  # what comes through a pipe is gone then
    else:
        again = isinstance(source, (list, tuple))
    if again and not dry_run:
        upload = upload or f"import-{uuid.uuid4()}"
    return Call(
        "POST",
        "/v1/memories:import",
        query({"dry_run": dry_run or None, "upload": upload}),
        headers={"Content-Type": NDJSON},
        repeatable=again,
        once=not again,
    )


def if_match(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"{version}"'}


def part(name: str) -> str:
    """A name as one part of a path."""
    if not name or name in {".", ".."}:
        raise ValueError(f"an id is needed, not {name!r}")
    return quote(name, safe="")


def text(value: Any) -> Any:
    """With times as text, however deep they lie."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: use datetime.now(timezone.utc) or the like")
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: text(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [text(inner) for inner in value]
    return value


def present(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is None, and times as text."""
    return {name: text(value) for name, value in values.items() if value is not None}


def query(values: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in present(values).items():
        if name == "scope":
            flat |= {f"scope.{coordinate}": subject for coordinate, subject in value.items()}
        elif name == "filter":
            flat[name] = json.dumps(value, separators=(",", ":"))
        elif isinstance(value, bool):
            flat[name] = "true" if value else "false"
        else:
            flat[name] = value if isinstance(value, (str, int, float)) else list(value)
    return flat


def body(source: Lines) -> Iterator[bytes]:
    """The lines, each with its end."""
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:
            yield from map(line_bytes, file)
    else:
        yield from map(line_bytes, source)


async def abody(source: AsyncLines) -> AsyncIterator[bytes]:
    """As ``body``, also of lines that are awaited."""
    if isinstance(source, AsyncIterable):
        async for line in source:
            yield line_bytes(line)
    else:
        for each in body(source):
            yield each


def line_bytes(line: Line) -> bytes:
    if isinstance(line, Mapping):
        line = json.dumps(text(line), ensure_ascii=False)
    if isinstance(line, str):
        line = line.encode()
    return line if line.endswith(b"\n") else line + b"\n"


def settings(url: str | None, key: str | None) -> tuple[str, str]:
    address = url or os.environ.get("MNEMON_URL") or "http://localhost:8080"
    secret = key or os.environ.get("MNEMON_API_KEY")
    if not secret:
        raise MnemonError("no API key: give api_key=… or set MNEMON_API_KEY")
    if not address.startswith(("http://", "https://")):
        raise MnemonError(f"{address!r} is no address: write it as http://host:port")
    return address.rstrip("/"), secret.strip()


def may_repeat(call: Call, error: httpx.TransportError) -> bool:
    """If nothing was sent, anything may be sent again that is still there."""
    unsent = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))
    return not call.once and (call.repeatable or unsent)


def may_repeat_status(call: Call, status: int) -> bool:
    """429 comes before anything was done, the others may come after."""
    return not call.once and (status == 429 or (call.repeatable and status in TRANSIENT))


def wait_s(attempt: int, response: httpx.Response | None = None) -> float:
    """How long to wait before attempt + 1: what the server asks for, else 0.2 s doubling, with jitter."""
    asked = response.headers.get("Retry-After") if response is not None else None
    if asked:
        try:
            return min(max(float(asked), 0.0), LONGEST_WAIT_S)
        except ValueError:
            pass
        try:
            then = parsedate_to_datetime(asked)
            left = (then - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
            return min(max(left, 0.0), LONGEST_WAIT_S)
        except (TypeError, ValueError):
            pass
    return min(0.2 * 2.0**attempt, 5.0) * random.uniform(0.5, 1.0)
