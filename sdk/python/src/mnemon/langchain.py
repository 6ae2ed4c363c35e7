"""LangChain's retriever of memories: ``pip install 'mnemon[langchain]'``."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

try:
    from langchain_core.callbacks import (
        AsyncCallbackManagerForRetrieverRun,
        CallbackManagerForRetrieverRun,
    )
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ModuleNotFoundError as missing:
    raise ImportError("mnemon.langchain needs LangChain: pip install 'mnemon[langchain]'") from missing

from pydantic import Field

from . import models
from ._async import AsyncMnemon
from ._sync import Mnemon

__all__ = ["MnemonRetriever"]

TOLD = ("kind", "layer", "scope", "tags", "source", "provenance", "event_time", "metadata")


class MnemonRetriever(BaseRetriever):
    """Finds the memories that fit a query, the best first.

    Sync calls go through ``client``, by default one of MNEMON_URL and MNEMON_API_KEY; async ones
    through ``aclient``, or else through ``client`` in a thread. The other fields are those of
    ``Mnemon.search``; ``retriever.invoke(query, limit=3)`` sets one for a single call.
    """

    client: Mnemon | None = Field(default=None, exclude=True)
    aclient: AsyncMnemon | None = Field(default=None, exclude=True)
    scope: dict[str, str] | None = None
    layers: list[str] | None = None
    kinds: list[str] | None = None
    # Of the memories; ``tags`` are LangChain's own, of its traces.
    having_tags: list[str] | None = None
    filter: dict[str, Any] | None = None
    limit: int = 10
    threshold: float | None = None
    mode: str | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **options: Any
    ) -> list[Document]:
        return _documents(self._sync().search(query, **self._options(options)))

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, **options: Any
    ) -> list[Document]:
        given = self._options(options)
        if self.aclient is None:
            return _documents(await asyncio.to_thread(self._sync().search, query, **given))
        return _documents(await self.aclient.search(query, **given))

    def _sync(self) -> Mnemon:
        if self.client is None:
            self.client = Mnemon()
        return self.client

    def _options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        options = {
            "scope": self.scope,
            "layers": self.layers,
            "kinds": self.kinds,
            "having_tags": self.having_tags,
            "filter": self.filter,
            "limit": self.limit,
            "threshold": self.threshold,
            "mode": self.mode,
            **given,
        }
        return {"tags": options.pop("having_tags"), **options}


def _documents(page: models.SearchPage) -> list[Document]:
    """Each with its id and score, what the memory says of itself, and the recall for ``used``."""
    documents = []
    for result in page.get("results", []):
        memory = result["memory"]
        metadata = {"id": memory["id"], "score": result["score"], "recall_id": page.get("recall_id")}
        metadata |= {name: memory[name] for name in TOLD if name in memory}  # type: ignore[literal-required]
        metadata.setdefault("tags", [])
        documents.append(Document(id=memory["id"], page_content=memory["content"], metadata=metadata))
    return documents
