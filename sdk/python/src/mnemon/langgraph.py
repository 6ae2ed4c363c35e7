"""LangGraph's store in Mnemon: ``pip install 'mnemon[langgraph]'``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

try:
    from langgraph.store.base import (
        BaseStore,
        GetOp,
        InvalidNamespaceError,
        Item,
        ListNamespacesOp,
        Op,
        PutOp,
        Result,
        SearchItem,
        SearchOp,
    )
except ModuleNotFoundError as missing:
    raise ImportError("mnemon.langgraph needs LangGraph: pip install 'mnemon[langgraph]'") from missing

from . import _calls as calls
from ._async import AsyncMnemon
from ._calls import Call
from ._sync import Mnemon

__all__ = ["MnemonStore"]

ROOT = "/compat/langgraph/store"
AT_ONCE = 8


class MnemonStore(BaseStore):
    """Items as memories of the user whom the first label of their namespace names.

    They are the same that LangGraph's own client finds at /compat/langgraph. The sync methods go
    through ``client``, by default one of MNEMON_URL and MNEMON_API_KEY; the async ones through
    ``aclient``, or else through ``client`` in threads. Whoever has made a client closes it.
    """

    supports_ttl = True

    def __init__(self, client: Mnemon | None = None, aclient: AsyncMnemon | None = None) -> None:
        self._client = client
        self._aclient = aclient

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Each as a request of its own: first what reads, then what writes, of each key the last."""
        planned = _Plan(ops)
        for stage in planned.stages:
            for position, call in stage:
                planned.answers[position] = self._sync()._json(call)
        return planned.results()

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """As ``batch``, with up to eight requests at once."""
        planned = _Plan(ops)
        permits = asyncio.Semaphore(AT_ONCE)

        async def run(position: int, call: Call) -> None:
            async with permits:
                planned.answers[position] = await self._answer(call)

        for stage in planned.stages:
            await asyncio.gather(*(run(position, call) for position, call in stage))
        return planned.results()

    def _sync(self) -> Mnemon:
        if self._client is None:
            self._client = Mnemon()
        return self._client

    async def _answer(self, call: Call) -> Any:
        if self._aclient is None:
            return await asyncio.to_thread(self._sync()._json, call)
        return await self._aclient._json(call)


class _Plan:
    """Operations as two stages of requests that do not depend on each other, and their answers."""

    def __init__(self, ops: Iterable[Op]) -> None:
        self._ops = list(ops)
        self.answers: dict[int, Any] = {}
        reads: list[tuple[int, Call]] = []
        writes: dict[tuple[tuple[str, ...], str], tuple[int, Call]] = {}
        for position, op in enumerate(self._ops):
            if isinstance(op, PutOp):
                writes[tuple(op.namespace), op.key] = position, _put(op)
            else:
                reads.append((position, _read(op)))
        self.stages = [reads, list(writes.values())]

    def results(self) -> list[Result]:
        return [_result(op, self.answers.get(position)) for position, op in enumerate(self._ops)]


def _put(op: PutOp) -> Call:
    item = {"namespace": _labels(op.namespace), "key": op.key}
    if op.value is None:
        return Call("DELETE", f"{ROOT}/items", json=item)
    body = {**item, "value": dict(op.value), "index": op.index, "ttl": op.ttl}
    return Call("PUT", f"{ROOT}/items", json=calls.present(body))


def _read(op: Op) -> Call:
    if isinstance(op, GetOp):
        return calls.get(f"{ROOT}/items", namespace=".".join(_labels(op.namespace)), key=op.key)
    if isinstance(op, SearchOp):
        body = {
            "namespace_prefix": _labels(op.namespace_prefix),
            "filter": op.filter or None,
            "limit": op.limit,
            "offset": op.offset,
            "query": op.query or None,
        }
        return calls.post(f"{ROOT}/items/search", body, repeatable=True)
    if isinstance(op, ListNamespacesOp):
        body = {"max_depth": op.max_depth, "limit": op.limit, "offset": op.offset}
        for condition in op.match_conditions or ():
            if condition.match_type in body:
                raise ValueError(f"only one {condition.match_type} can be asked for at once")
            body[condition.match_type] = _labels(condition.path)
        return calls.post(f"{ROOT}/namespaces", body, repeatable=True)
    raise TypeError(f"{type(op).__name__} is no operation that this store knows")


def _labels(namespace: Sequence[str]) -> list[str]:
    """What the methods of the store check, but not who calls batch."""
    for label in namespace:
        if not isinstance(label, str) or not label or "." in label:
            raise InvalidNamespaceError(
                f"{label!r} in {tuple(namespace)} is no label: it must be a text without dots"
            )
    return list(namespace)


def _result(op: Op, answer: Any) -> Result:
    if isinstance(op, GetOp):
        return Item(**_fields(answer)) if answer else None
    if isinstance(op, SearchOp):
        return [SearchItem(**_fields(item), score=item.get("score")) for item in answer["items"]]
    if isinstance(op, ListNamespacesOp):
        return [tuple(namespace) for namespace in answer["namespaces"]]
    return None


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "namespace": tuple(item["namespace"]),
        "key": item["key"],
        "value": item["value"],
        "created_at": _time(item["created_at"]),
        "updated_at": _time(item["updated_at"]),
    }


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
