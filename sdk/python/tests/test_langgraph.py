"""The store in LangGraph, at the running platform."""

import asyncio
import operator
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypedDict

import pytest
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.store.base import (
    BaseStore,
    GetOp,
    InvalidNamespaceError,
    ListNamespacesOp,
    MatchCondition,
    PutOp,
    SearchOp,
)
from langgraph.store.memory import InMemoryStore
from langgraph_sdk import get_sync_client

from conftest import Platform
from mnemon import AsyncMnemon, InvalidRequestError, Mnemon, NotFoundError
from mnemon.langgraph import MnemonStore


@pytest.fixture
def mnemon(platform: Platform) -> Iterator[Mnemon]:
    with Mnemon(platform.url, platform.application) as client:
        yield client


@pytest.fixture
def store(mnemon: Mnemon) -> MnemonStore:
    return MnemonStore(mnemon)


@pytest.fixture
def user() -> str:
    return f"user-{uuid.uuid4()}"


def life(store: BaseStore, user: str) -> list[Any]:
    """What one sees of a store that is used in every way that has one right answer."""
    notes, work = (user, "notes"), (user, "notes", "work")
    seen: list[Any] = []

    def keys(*args: Any, **kwargs: Any) -> None:
        seen.append(sorted(item.key for item in store.search(*args, **kwargs)))

    store.put(notes, "tea", {"text": "green tea", "size": 3, "hot": True, "nested": {"a": [1, {"b": None}]}})
    store.put(notes, "milk", {"text": "milk", "size": 4.5, "hot": False})
    store.put(work, "job", {"text": "builds ships", "size": 0}, index=["text"])
    store.put(work, "secret", {"text": "hides things", "size": 1}, index=False)
    seen.append([(i.namespace, i.key, i.value) for k in ("tea", "milk", "none") if (i := store.get(notes, k))])
    store.put(notes, "tea", {"text": "black tea", "size": 5})
    seen.append(getattr(store.get(notes, "tea"), "value", None))
    keys(notes)
    keys((user,))
    keys((user, "note"))
    keys(work, limit=1000)
    for wanted in ({"size": 5}, {"size": {"$gt": 4.5}}, {"size": {"$gte": 4.5, "$lt": 5}}, {"size": {"$ne": 5}}, {"hot": False}):
        keys(notes, filter=wanted)
    seen.append(len(store.search(notes, limit=3, offset=2)))
    for arguments in ({}, {"max_depth": 1}, {"max_depth": 2}, {"suffix": ("work",)}, {"limit": 1, "offset": 1}):
        seen.append(sorted(store.list_namespaces(prefix=(user,), **arguments)))
    seen.append(store.list_namespaces(prefix=(user, "*", "work")))
    store.delete(notes, "tea")
    store.delete(notes, "tea")
    seen.append(store.get(notes, "tea"))
    results = store.batch(
        [
            PutOp(notes, "one", {"n": 1}),
            GetOp(notes, "one"),
            PutOp(notes, "one", {"n": 2}),
            PutOp(notes, "milk", None),
            GetOp(notes, "milk"),
            SearchOp(work, {"text": "builds ships"}),
            ListNamespacesOp((MatchCondition("prefix", (user, "notes", "work")),)),
        ]
    )
    seen.append([results[0], results[1], results[4].value, [item.key for item in results[5]], results[6]])
    seen.append([getattr(store.get(notes, key), "value", None) for key in ("one", "milk")])
    return seen


def test_it_is_as_the_store_of_langgraph_itself(store: MnemonStore, user: str) -> None:
    assert life(store, user) == life(InMemoryStore(), user)


def test_numbers_keep_their_kind(store: MnemonStore, user: str) -> None:
    store.put((user,), "n", {"whole": 3, "broken": 1.5})
    item = store.get((user,), "n")
    assert item and isinstance(item.value["whole"], int)
    assert item.created_at.tzinfo and item.updated_at >= item.created_at


def test_items_are_found_by_meaning_within_their_namespace(store: MnemonStore, user: str) -> None:
    store.put((user, "likes"), "tea", {"text": "Lea likes green tea"})
    store.put((user, "work"), "job", {"text": "Lea builds ships"})
    best = store.search((user,), query="Which tea does she like?", limit=1)
    assert [(item.key, item.score is not None) for item in best] == [("tea", True)]
    assert [item.key for item in store.search((user, "work"), query="Which tea does she like?")] == ["job"]


def test_what_is_not_indexed_is_found_by_its_key_only(store: MnemonStore, mnemon: Mnemon, user: str) -> None:
    store.put((user,), "pin", {"text": "the heliotrope umbrella"}, index=False)
    (memory,) = mnemon.list(scope={"user": user})
    assert memory["content"] == "pin"


def test_an_item_ends_some_minutes_after_it_was_put(store: MnemonStore, mnemon: Mnemon, user: str) -> None:
    store.put((user,), "soon", {"text": "gone soon"}, ttl=0.001)
    store.put((user,), "later", {"text": "gone later"}, ttl=60)
    assert "expires_at" in next(m for m in mnemon.list(scope={"user": user}) if m["metadata"]["key"] == "later")
    with pytest.raises(InvalidRequestError, match="ttl"):
        store.put((user,), "never", {"text": "x"}, ttl=-1)
    end = time.monotonic() + 30
    while store.get((user,), "soon"):
        assert time.monotonic() < end, "it should have ended"
        time.sleep(0.05)
    assert [item.key for item in store.search((user,))] == ["later"]


def test_other_doors_see_the_same(platform: Platform, store: MnemonStore, mnemon: Mnemon, user: str) -> None:
    theirs = get_sync_client(url=f"{platform.url}/compat/langgraph", api_key=platform.application).store
    store.put((user, "notes"), "ours", {"text": "Lea keeps bees"})
    theirs.put_item([user, "notes"], key="theirs", value={"text": "Lea keeps hens"})
    assert theirs.get_item([user, "notes"], key="ours")["value"] == {"text": "Lea keeps bees"}
    assert store.get((user, "notes"), "theirs").value == {"text": "Lea keeps hens"}  # type: ignore[union-attr]
    assert {m["content"] for m in mnemon.list(scope={"user": user})} == {"Lea keeps bees", "Lea keeps hens"}


def test_another_tenant_sees_nothing(platform: Platform, store: MnemonStore, user: str) -> None:
    store.put((user,), "pin", {"text": "in the drawer"})
    with Mnemon(platform.url, platform.other_tenant) as client:
        stranger = MnemonStore(client)
        for call in (
            lambda: stranger.get((user,), "pin"),
            lambda: stranger.search((user,)),
            lambda: stranger.delete((user,), "pin"),
            lambda: stranger.list_namespaces(prefix=(user,)),
        ):
            assert not shown(call)
    assert store.get((user,), "pin")


def shown(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except NotFoundError:
        return None


def test_wrong_use_is_named(store: MnemonStore, user: str) -> None:
    with pytest.raises(InvalidNamespaceError):
        store.put(("a.b",), "k", {})
    with pytest.raises(InvalidNamespaceError, match="dots"):
        store.batch([GetOp((f"{user}.notes",), "k")])
    with pytest.raises(ValueError, match="only one prefix"):
        store.batch([ListNamespacesOp((MatchCondition("prefix", ("a",)), MatchCondition("prefix", ("b",))))])
    with pytest.raises(InvalidRequestError, match="1 to 1000") as caught:
        store.search((user,), limit=5000)
    assert caught.value.code == "invalid-argument"
    with pytest.raises(InvalidRequestError, match="namespace"):
        store.get((), "k")
    with pytest.raises(InvalidRequestError):
        store.put((user,), "large", {"text": "x" * 20_000})
    with pytest.raises(TypeError):
        store.put((user,), "k", {"no": object()})


def test_the_async_methods_do_the_same(platform: Platform, mnemon: Mnemon, user: str) -> None:
    async def use(store: MnemonStore, notes: tuple[str, ...]) -> None:
        await asyncio.gather(*(store.aput(notes, f"{n}", {"n": n}) for n in range(20)))
        assert {item.key for item in await store.asearch(notes, limit=100)} == {f"{n}" for n in range(20)}
        await store.abatch([PutOp(notes, f"{n}", None) for n in range(19)])
        assert [i and i.key for i in await store.abatch([GetOp(notes, "0"), GetOp(notes, "19")])] == [None, "19"]
        assert await store.alist_namespaces(prefix=notes) == [notes]
        await store.adelete(notes, "19")
        assert await store.aget(notes, "19") is None

    async def run() -> None:
        async with AsyncMnemon(platform.url, platform.application) as client:
            await use(MnemonStore(mnemon, client), (user, "async"))
        await use(MnemonStore(mnemon), (user, "threads"))

    asyncio.run(run())
    asyncio.run(use(MnemonStore(mnemon), (user, "another loop")))


class State(TypedDict):
    user: str
    said: str
    known: Annotated[list[str], operator.add]


def test_a_graph_remembers_across_its_runs(platform: Platform, store: MnemonStore, user: str) -> None:
    def remember(state: State, runtime: Runtime) -> dict[str, Any]:
        assert runtime.store
        runtime.store.put((state["user"], "said"), str(uuid.uuid4()), {"text": state["said"]})
        return {}

    def recall(state: State, runtime: Runtime) -> dict[str, Any]:
        assert runtime.store
        found = runtime.store.search((state["user"],), query=state["said"])
        return {"known": [item.value["text"] for item in found]}

    async def recall_later(state: State, runtime: Runtime) -> dict[str, Any]:
        assert runtime.store
        found = await runtime.store.asearch((state["user"],), query=state["said"], limit=1)
        return {"known": [item.value["text"] for item in found]}

    def graph(recalling: Any, store: MnemonStore) -> Any:
        builder = StateGraph(State)
        builder.add_node("remember", remember).add_node("recall", recalling)
        builder.add_edge(START, "remember").add_edge("remember", "recall").add_edge("recall", END)
        return builder.compile(store=store)

    first = graph(recall, store).invoke({"user": user, "said": "Lea likes green tea", "known": []})
    assert first["known"] == ["Lea likes green tea"]
    second = graph(recall, store).invoke({"user": user, "said": "Lea builds ships", "known": []})
    assert set(second["known"]) == {"Lea likes green tea", "Lea builds ships"}

    async def run() -> Any:
        builder = StateGraph(State)
        builder.add_node("recall", recall_later)
        builder.add_edge(START, "recall").add_edge("recall", END)
        async with AsyncMnemon(platform.url, platform.application) as client:
            chain = builder.compile(store=MnemonStore(store._client, client))
            return await chain.ainvoke({"user": user, "said": "ships?", "known": []})

    assert asyncio.run(run())["known"] == ["Lea builds ships"]


@pytest.mark.parametrize("name, package", [("langgraph", "langgraph"), ("langchain", "langchain_core")])
def test_without_the_framework_one_is_told_what_to_install(name: str, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; import mnemon; import mnemon.{name}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stderr.strip().endswith(f"pip install 'mnemon[{name}]'")
