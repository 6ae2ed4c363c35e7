"""The async client. The sync one is made from it: python3 unasync.py."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, cast

import httpx

from . import _calls as calls
from . import models
from ._calls import AsyncLines, Call, Scope, Time
from ._errors import MnemonError, UnreachableError, refusal


class AsyncMnemon:
    """A connection to Mnemon, to be kept and shared.

    Address and key come from the arguments, else from MNEMON_URL and MNEMON_API_KEY.
    ``retries`` is how often a call is made again that may be made again; ``timeout`` is in seconds.
    """

    def __init__(
        self,
        url: str | None = None,
        api_key: str | None = None,
        *,
        timeout: float = 30.0,
        retries: int = 3,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        address, key = calls.settings(url, api_key)
        self._retries = retries
        self._timeout = timeout
        self._http = httpx.AsyncClient(
            base_url=address,
            headers={"Authorization": f"Bearer {key}", "User-Agent": "mnemon-python/0.1.0"},
            timeout=timeout,
            transport=transport,
        )

    async def __aenter__(self) -> AsyncMnemon:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def add(
        self,
        content: str,
        *,
        layer: str = "user",
        scope: Scope | None = None,
        infer: str | None = None,
        idempotency_key: str | None = None,
        **fields: Any,
    ) -> models.Memory:
        """Add a memory; ``fields`` are the other fields of models.Memory, e.g. tags, event_time."""
        body = {"content": content, "layer": layer, "scope": scope, **fields}
        return cast(
            models.Memory,
            await self._json(calls.keyed("/v1/memories", body, idempotency_key, infer=infer)),
        )

    async def add_many(
        self,
        memories: Iterable[Mapping[str, Any]],
        *,
        infer: str | None = None,
        idempotency_key: str | None = None,
    ) -> models.BatchResult:
        """Add several in one call. Each has its result, in the same order: a memory or an error."""
        body = {"memories": [calls.present(memory) for memory in memories], "infer": infer}
        return cast(
            models.BatchResult,
            await self._json(calls.keyed("/v1/memories:batch", body, idempotency_key)),
        )

    async def search(
        self,
        query: str,
        *,
        scope: Scope | None = None,
        layers: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        filter: Mapping[str, Any] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        threshold: float | None = None,
        mode: str | None = None,
        as_of: Time | None = None,
        known_at: Time | None = None,
        reference_time: Time | None = None,
        expand: int | None = None,
        explain: bool | None = None,
    ) -> models.SearchPage:
        """Find memories by meaning and by words, the best first."""
        body = {
            "query": query,
            "scope": scope,
            "layers": layers,
            "kinds": kinds,
            "tags": tags,
            "filter": filter,
            "limit": limit,
            "cursor": cursor,
            "threshold": threshold,
            "mode": mode,
            "as_of": as_of,
            "known_at": known_at,
            "reference_time": reference_time,
            "expand": expand,
            "explain": explain,
        }
        return cast(
            models.SearchPage,
            await self._json(calls.post("/v1/memories/search", body, repeatable=True)),
        )

    async def get(
        self, id: str, *, as_of: Time | None = None, known_at: Time | None = None
    ) -> models.Memory:
        call = calls.get(f"/v1/memories/{calls.part(id)}", as_of=as_of, known_at=known_at)
        return cast(models.Memory, await self._json(call))

    async def update(self, id: str, *, version: int | None = None, **fields: Any) -> models.Memory:
        """Change the named fields; None takes one away. With ``version`` only if that is still its version."""
        call = Call(
            "PATCH",
            f"/v1/memories/{calls.part(id)}",
            json={name: calls.text(value) for name, value in fields.items()},
            headers=calls.if_match(version),
            repeatable=False,
        )
        return cast(models.Memory, await self._json(call))

    async def delete(self, id: str, *, version: int | None = None, purge: bool = False) -> None:
        """Delete it; with ``purge`` its content goes at once, else seven days later."""
        call = Call(
            "DELETE",
            f"/v1/memories/{calls.part(id)}",
            calls.query({"purge": purge or None}),
            headers=calls.if_match(version),
            repeatable=version is None,
        )
        await self._json(call)

    async def restore(self, id: str, *, version: int | None = None) -> models.Memory:
        """Undo that another memory superseded it."""
        call = Call(
            "POST",
            f"/v1/memories/{calls.part(id)}:restore",
            json={},
            headers=calls.if_match(version),
            repeatable=False,
        )
        return cast(models.Memory, await self._json(call))

    async def history(
        self, id: str, *, page_size: int | None = None
    ) -> AsyncIterator[models.MemoryVersion]:
        """Its versions, from page to page."""
        call = calls.get(f"/v1/memories/{calls.part(id)}/history", limit=page_size)
        async for version in self._pages(call, "versions"):
            yield cast(models.MemoryVersion, version)

    async def list(
        self,
        *,
        scope: Scope | None = None,
        layers: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        episode: str | None = None,
        filter: Mapping[str, Any] | None = None,
        as_of: Time | None = None,
        known_at: Time | None = None,
        page_size: int | None = None,
    ) -> AsyncIterator[models.Memory]:
        """All memories that match, from page to page."""
        call = calls.get(
            "/v1/memories",
            scope=scope,
            layers=layers,
            kinds=kinds,
            tags=tags,
            episode=episode,
            filter=filter,
            as_of=as_of,
            known_at=known_at,
            limit=page_size,
        )
        async for memory in self._pages(call, "memories"):
            yield cast(models.Memory, memory)

    async def feedback(
        self,
        id: str,
        reward: str,
        *,
        score: float | None = None,
        reason: str | None = None,
        recall_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> models.Feedback:
        """Say that it was helpful, irrelevant, outdated, inaccurate or a duplicate."""
        body = {"reward": reward, "score": score, "reason": reason, "recall_id": recall_id}
        path = f"/v1/memories/{calls.part(id)}/feedback"
        return cast(
            models.Feedback, await self._json(calls.keyed(path, body, idempotency_key))
        )

    async def used(self, recall_id: str, memories: Iterable[str]) -> models.UseResult:
        """Say which memories of a search were of use; each counts once."""
        path = f"/v1/recalls/{calls.part(recall_id)}/used"
        call = calls.post(path, {"memories": [*memories]}, repeatable=True)
        return cast(models.UseResult, await self._json(call))

    async def promote(self, id: str, *, unit: str | None = None) -> models.Promotion:
        """Promote it one layer up, at once or by an approval."""
        path = f"/v1/memories/{calls.part(id)}/promote"
        return cast(
            models.Promotion,
            await self._json(calls.post(path, {"unit": unit}, repeatable=False)),
        )

    async def operation(self, id: str) -> models.Operation:
        return cast(
            models.Operation, await self._json(calls.get(f"/v1/operations/{calls.part(id)}"))
        )

    async def wait(
        self, operation: str, *, timeout: float = 60.0, every: float = 0.2
    ) -> models.Operation:
        """The operation when it is done or has failed."""
        end = time.monotonic() + timeout
        while True:
            now = await self.operation(operation)
            if now.get("finished_at"):
                return now
            if time.monotonic() + every > end:
                raise MnemonError(
                    f"operation {operation} is {now.get('state')} after {timeout:g} s: "
                    "wait again, or with a longer timeout"
                )
            await asyncio.sleep(every)

    async def export(
        self,
        *,
        scope: Scope | None = None,
        layers: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        filter: Mapping[str, Any] | None = None,
        after: str | None = None,
        vectors: bool = False,
    ) -> AsyncIterator[models.MemoryLine]:
        """All memories with their versions, as they come; goes on by itself if the line breaks."""
        attempt = 0
        while True:
            call = calls.get(
                "/v1/memories:export",
                scope=scope,
                layers=layers,
                kinds=kinds,
                tags=tags,
                filter=filter,
                after=after,
                vectors=vectors or None,
            )
            response = await self._send(call, stream=True)
            try:
                async for line in _lines(response):
                    if line.strip():
                        read = cast(models.MemoryLine, json.loads(line))
                        after = read["memory"]["id"]
                        attempt = 0
                        yield read
                return
            except httpx.TransportError as error:
                if attempt >= self._retries:
                    raise UnreachableError(f"the export broke off after {after}: {error}") from error
            finally:
                await response.aclose()
            await asyncio.sleep(calls.wait_s(attempt))
            attempt += 1

    async def import_(
        self, source: AsyncLines, *, dry_run: bool = False, upload: str | None = None
    ) -> models.ImportResult:
        """Take in lines of an export: a file's path, or the lines themselves.

        What a path or a list names is sent again if the line breaks, and what had come is passed
        over; other lines can be read only once and are sent once. With ``upload``, a name of yours,
        the same call goes on where it broke off.
        """
        call = calls.importing(source, dry_run, upload)
        response = await self._send(call, lines=source)
        return cast(models.ImportResult, response.json())

    async def upload(self, name: str) -> models.Upload:
        """How much of an upload has come."""
        return cast(models.Upload, await self._json(calls.get(f"/v1/uploads/{calls.part(name)}")))

    async def delete_many(
        self,
        *,
        scope: Scope | None = None,
        layers: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        tags: Sequence[str] | None = None,
        filter: Mapping[str, Any] | None = None,
        confirmation: str | None = None,
        purge: bool | None = None,
    ) -> models.DeleteResult:
        """Without ``confirmation`` counts; with the one in that answer deletes what was counted.

        That takes a call for every 10,000; if one fails, those before it have deleted. If there is
        more than was counted, it stops and has a new count with its confirmation.
        """
        body = {
            "scope": scope,
            "layers": layers,
            "kinds": kinds,
            "tags": tags,
            "filter": filter,
            "confirmation": confirmation,
            "purge": purge,
        }
        path, deleted = "/v1/memories:delete", 0
        while True:
            again = body["confirmation"] is None
            answer = await self._json(calls.post(path, body, repeatable=again))
            deleted += answer["deleted"]
            body["confirmation"] = answer.get("confirmation")
            if not answer["deleted"] or not body["confirmation"]:
                return cast(models.DeleteResult, {**answer, "deleted": deleted})

    async def retention(self) -> models.RetentionRules:
        return cast(models.RetentionRules, await self._json(calls.get("/v1/retention")))

    async def put_retention(
        self, layer: str, after_days: int, *, action: str = "delete", confirmation: str | None = None
    ) -> models.RetentionRule:
        """Keep memories of a layer for so many days after their last change."""
        body = {"after_days": after_days, "action": action, "confirmation": confirmation}
        call = Call("PUT", f"/v1/retention/{calls.part(layer)}", json=calls.present(body))
        return cast(models.RetentionRule, await self._json(call))

    async def delete_retention(self, layer: str) -> None:
        await self._json(Call("DELETE", f"/v1/retention/{calls.part(layer)}"))

    async def _pages(self, call: Call, name: str) -> AsyncIterator[Any]:
        cursor = None
        while True:
            params = call.params | ({"cursor": cursor} if cursor else {})
            page = await self._json(Call("GET", call.path, params))
            for item in page.get(name, []):
                yield item
            cursor = page.get("next_cursor")
            if not cursor:
                return

    async def _json(self, call: Call) -> Any:
        response = await self._send(call)
        return response.json() if response.content else None

    async def _send(
        self, call: Call, *, stream: bool = False, lines: AsyncLines | None = None
    ) -> httpx.Response:
        attempt = 0
        uncertain = False  # whether an attempt before may have been carried out
        while True:
            response: httpx.Response | None = None
            try:
                request = self._request(call, lines)
                response = await self._http.send(request, stream=stream)
                if response.is_success:
                    return response
                await response.aread()
                if uncertain and call.method == "DELETE" and response.status_code == 404:
                    return response
                if attempt >= self._retries or not calls.may_repeat_status(
                    call, response.status_code
                ):
                    raise refusal(response)
                uncertain |= response.status_code != 429
            except httpx.TransportError as error:
                if attempt >= self._retries or not calls.may_repeat(call, error):
                    reason = str(error) or type(error).__name__
                    raise UnreachableError(
                        f"{self._http.base_url} does not answer: {reason}"
                    ) from error
                uncertain |= not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout))
            await asyncio.sleep(calls.wait_s(attempt, response))
            attempt += 1

    def _request(self, call: Call, lines: AsyncLines | None) -> httpx.Request:
        if lines is None:
            return self._http.build_request(
                call.method, call.path, params=call.params, json=call.json, headers=call.headers
            )
        # The platform takes no lines while it waits for a service of its own.
        patience = max(self._timeout, calls.IMPORT_PATIENCE_S)
        return self._http.build_request(
            call.method,
            call.path,
            params=call.params,
            content=calls.abody(lines),
            headers=call.headers,
            timeout=httpx.Timeout(self._timeout, read=patience, write=patience),
        )


async def _lines(response: httpx.Response) -> AsyncIterator[bytes]:
    """What stands between line feeds: a memory's text may hold other ends of lines, as U+2028."""
    begun: list[bytes] = []
    async for piece in response.aiter_bytes():
        end, *others = piece.split(b"\n")
        begun.append(end)
        for other in others:
            yield b"".join(begun)
            begun = [other]
    yield b"".join(begun)
