"""LangGraph's client for Python, untouched, through every call of its store."""

import asyncio

from langgraph_sdk import get_client, get_sync_client

from calls import KEY, URL, Calls, equal, holds

URL = URL + "/compat/langgraph"
calls = Calls("langgraph-sdk")
store = get_sync_client(url=URL, api_key=KEY).store
NOTES = ["py-lea", "notes"]

calls.call("put_item", lambda: store.put_item(NOTES, key="tea", value={"text": "Lea likes green tea", "size": 3}))
calls.call("put_item same value, other key", lambda: store.put_item(NOTES, key="tea too", value={"text": "Lea likes green tea", "size": 3}))
calls.call("put_item deeper, with ttl and index", lambda: store.put_item([*NOTES, "work"], key="job", value={"text": "Lea builds ships"}, ttl=60, index=["text"]))


def get():
    item = store.get_item(NOTES, key="tea")
    equal((item["namespace"], item["key"], item["value"]), (NOTES, "tea", {"text": "Lea likes green tea", "size": 3}))
    holds(item["created_at"] and item["updated_at"], "times")


calls.call("get_item", get)
calls.call("get_item of nothing", lambda: equal(store.get_item(NOTES, key="none"), None))
calls.call("put_item again", lambda: store.put_item(NOTES, key="tea", value={"text": "Lea likes black tea", "size": 4}))
calls.call("put_item replaced", lambda: equal(store.get_item(NOTES, key="tea")["value"], {"text": "Lea likes black tea", "size": 4}))


def keys(**kwargs):
    return sorted(one["key"] for one in store.search_items(kwargs.pop("prefix", NOTES), **kwargs)["items"])


calls.call("search_items", lambda: equal(keys(), ["job", "tea", "tea too"]))
calls.call("search_items filter", lambda: equal(keys(filter={"size": 4}), ["tea"]))
calls.call("search_items filter operator", lambda: equal(keys(filter={"size": {"$lt": 4}}), ["tea too"]))
calls.call("search_items prefix", lambda: equal(keys(prefix=[*NOTES, "work"]), ["job"]))
calls.call("search_items prefix is whole labels", lambda: equal(keys(prefix=["py-lea", "note"]), []))
calls.call("search_items offset", lambda: equal(len(keys(limit=2, offset=2)), 1))
calls.call("search_items query", lambda: equal(store.search_items(NOTES, query="What does she build?", limit=1)["items"][0]["key"], "job"))
calls.call("list_namespaces", lambda: equal(store.list_namespaces(prefix=["py-lea"])["namespaces"], [NOTES, [*NOTES, "work"]]))
calls.call("list_namespaces max_depth", lambda: equal(store.list_namespaces(prefix=["py-lea"], max_depth=2)["namespaces"], [NOTES]))
calls.call("list_namespaces suffix", lambda: equal(store.list_namespaces(suffix=["work"])["namespaces"], [[*NOTES, "work"]]))
calls.call("delete_item", lambda: store.delete_item(NOTES, key="tea"))
calls.call("delete_item took effect", lambda: equal(store.get_item(NOTES, key="tea"), None))
calls.call("put_item after a deletion", lambda: store.put_item(NOTES, key="tea", value={"text": "Lea likes mint tea"}))
calls.call("delete_item of nothing", lambda: store.delete_item(NOTES, key="none"))


async def asynchronously():
    other = get_client(url=URL, api_key=KEY).store
    await other.put_item(["py-max"], key="one", value={"n": 1})
    equal((await other.get_item(["py-max"], key="one"))["value"], {"n": 1})
    await other.delete_item(["py-max"], key="one")


calls.call("asynchronous client", lambda: asyncio.run(asynchronously()))
calls.report()
