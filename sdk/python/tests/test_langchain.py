"""The retriever in LangChain, at the running platform."""

import asyncio
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.prompts import PromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_core.tools.retriever import create_retriever_tool
from langchain_tests.integration_tests import RetrieversIntegrationTests

from conftest import Platform
from mnemon import AsyncMnemon, InvalidRequestError, Mnemon
from mnemon.langchain import MnemonRetriever

CONTENTS = ["Ann takes her tea without sugar.", "Ann builds ships in Porto.", "Ann sails on Sundays."]


@pytest.fixture(scope="module")
def mnemon(platform: Platform) -> Iterator[Mnemon]:
    with Mnemon(platform.url, platform.application) as client:
        yield client


@pytest.fixture(scope="module")
def ann(mnemon: Mnemon) -> dict[str, str]:
    scope = {"user": f"ann-{uuid.uuid4()}"}
    for number, content in enumerate(CONTENTS):
        mnemon.add(content, scope=scope, tags=["ann"], metadata={"number": number}, source="conversation")
    return scope


class TestAsLangChainAsks(RetrieversIntegrationTests):
    """The tests that LangChain has for every retriever."""

    @pytest.fixture(autouse=True)
    def connect(self, platform: Platform, mnemon: Mnemon, ann: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MNEMON_URL", platform.url)
        monkeypatch.setenv("MNEMON_API_KEY", platform.application)

    @property
    def retriever_constructor(self) -> type[MnemonRetriever]:
        return MnemonRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"having_tags": ["ann"]}

    @property
    def retriever_query_example(self) -> str:
        return "What does Ann do?"

    @property
    def num_results_arg_name(self) -> str:
        return "limit"


def test_documents_tell_where_they_come_from(mnemon: Mnemon, ann: dict[str, str]) -> None:
    retriever = MnemonRetriever(client=mnemon, scope=ann, limit=1)
    (document,) = retriever.invoke("How does Ann like her tea?")
    assert document.page_content == CONTENTS[0]
    told = document.metadata
    assert document.id == told["id"]
    assert (told["kind"], told["layer"], told["scope"], told["source"]) == ("fact", "user", ann, "conversation")
    assert (told["tags"], told["metadata"]) == (["ann"], {"number": 0})
    assert told["provenance"]["principal"] and 0 < told["score"] <= 1 and told["event_time"]
    assert mnemon.used(told["recall_id"], [told["id"]]) == {"counted": 1}


def test_what_is_asked_for_narrows(mnemon: Mnemon, ann: dict[str, str]) -> None:
    late = MnemonRetriever(client=mnemon, scope=ann, filter={"metadata.number": {"gte": 1}}, kinds=["fact"])
    assert {d.page_content for d in late.invoke("Ann")} == set(CONTENTS[1:])
    assert MnemonRetriever(client=mnemon, scope=ann, layers=["session"]).invoke("Ann") == []
    assert MnemonRetriever(client=mnemon, scope={"user": f"bob-{uuid.uuid4()}"}).invoke("Ann") == []
    with pytest.raises(TypeError):
        late.invoke("Ann", no_such_option=1)
    with pytest.raises(InvalidRequestError, match="limit"):
        MnemonRetriever(client=mnemon, limit=1000).invoke("Ann")


def test_a_chain_gets_what_is_known(platform: Platform, mnemon: Mnemon, ann: dict[str, str]) -> None:
    def join(documents: list[Document]) -> str:
        return " ".join(document.page_content for document in documents)

    def chain(retriever: MnemonRetriever) -> Any:
        prompt = PromptTemplate.from_template("Known: {known}\nAsked: {asked}")
        return {"known": retriever | RunnableLambda(join), "asked": RunnablePassthrough()} | prompt

    asked = "How does Ann like her tea?"
    expected = f"Known: {CONTENTS[0]}\nAsked: {asked}"
    assert chain(MnemonRetriever(client=mnemon, scope=ann, limit=1)).invoke(asked).text == expected

    async def run() -> None:
        async with AsyncMnemon(platform.url, platform.application) as client:
            for aclient in (client, None):
                retriever = MnemonRetriever(client=mnemon, aclient=aclient, scope=ann, limit=1)
                assert (await chain(retriever).ainvoke(asked)).text == expected

    asyncio.run(run())


def test_as_a_tool_it_keeps_to_its_scope(mnemon: Mnemon, ann: dict[str, str]) -> None:
    retriever = MnemonRetriever(client=mnemon, scope=ann, limit=1)
    tool = create_retriever_tool(retriever, "recall", "What is known of the user.")
    assert list(tool.args) == ["query"]
    assert tool.invoke({"query": "How does Ann like her tea?"}) == CONTENTS[0]
    assert "mn_" not in repr(retriever.model_dump())
