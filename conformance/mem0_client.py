"""mem0's hosted client for Python, untouched, through every call that its documentation has."""

import asyncio
import json
import logging
import uuid

from mem0 import AsyncMemoryClient, MemoryClient
from mem0.exceptions import MemoryNotFoundError, ValidationError

from calls import KEY, URL, Calls, equal, holds

HOST = URL + "/compat/mem0"
logging.disable(logging.CRITICAL)
calls = Calls("mem0ai")
client = calls.call("ping", lambda: MemoryClient(api_key=KEY, host=HOST))
calls.refused("wrong key", ValueError, lambda: MemoryClient(api_key="wrong", host=HOST))

ALEX = {"user_id": "py-alex"}


def texts(answer):
    return sorted(one["memory"] for one in answer["results"])


def add():
    answer = client.add(
        [
            {"role": "user", "content": "I am a vegetarian and allergic to nuts."},
            {"role": "assistant", "content": "Noted: no meat and no nuts."},
        ],
        user_id="py-alex",
        metadata={"topic": "food", "rank": 3},
    )
    equal([one["event"] for one in answer["results"]], ["ADD", "ADD"])
    holds(answer["event_id"], "an inferring add names its event")
    return answer


added = calls.call("add", add)
raw = calls.call(
    "add infer=False",
    lambda: client.add("Alex lives in Porto", user_id="py-alex", infer=False)["results"][0]["id"],
)
calls.call("add agent", lambda: client.add("Alex likes brief answers", user_id="py-alex", agent_id="py-cook", infer=False))
calls.call("add run", lambda: client.add("We plan a dinner", user_id="py-alex", run_id="r1", app_id="kitchen", infer=False))
temporary = calls.call(
    "add expiration_date",
    lambda: client.add("Alex is on holiday", user_id="py-alex", expiration_date="2099-12-31", infer=False)["results"][0]["id"],
)
calls.call("get", lambda: equal(client.get(raw)["memory"], "Alex lives in Porto"))
calls.call("get expiration_date", lambda: equal(client.get(temporary)["expiration_date"], "2099-12-31"))
calls.call("get metadata", lambda: equal(client.get(added["results"][0]["id"])["metadata"], {"topic": "food", "rank": 3}))
calls.call("get_all", lambda: equal(client.get_all(filters=ALEX)["count"], 6))


def pages():
    seen = []
    for page in (1, 2, 3):
        answer = client.get_all(filters=ALEX, page=page, page_size=2)
        equal(answer["next"] is None, page == 3)
        seen += texts(answer)
    equal(len(set(seen)), 6)


calls.call("get_all pages", pages)
calls.call("get_all agent", lambda: equal(texts(client.get_all(filters={"AND": [ALEX, {"agent_id": "py-cook"}]})), ["Alex likes brief answers"]))
calls.call("get_all run", lambda: equal(texts(client.get_all(filters={"AND": [ALEX, {"run_id": "r1"}]})), ["We plan a dinner"]))
calls.call("get_all app", lambda: equal(client.get_all(filters={**ALEX, "app_id": "kitchen"})["results"][0]["app_id"], "kitchen"))
calls.call("get_all metadata", lambda: equal(client.get_all(filters={"AND": [ALEX, {"metadata": {"rank": {"gte": 3}}}]})["count"], 2))
calls.call("get_all created_at", lambda: equal(client.get_all(filters={"AND": [ALEX, {"created_at": {"lt": "2020-01-01"}}]})["count"], 0))


def search():
    best = client.search("Where does Alex live?", filters=ALEX, top_k=3)["results"][0]
    equal(best["memory"], "Alex lives in Porto")
    holds(0 <= best["score"] <= 1, "a score lies between 0 and 1")


calls.call("search", search)
calls.call("search metadata", lambda: equal(len(client.search("food", filters={"AND": [ALEX, {"metadata": {"topic": "food"}}]})["results"]), 2))
calls.call("search of nobody", lambda: equal(client.search("food", filters={"user_id": "py-nobody"})["results"], []))
calls.call("update", lambda: equal(client.update(raw, text="Alex lives in Braga", metadata={"checked": True})["memory"], "Alex lives in Braga"))


def history():
    lines = client.history(raw)
    equal([one["event"] for one in lines], ["ADD", "UPDATE"])
    equal((lines[1]["old_memory"], lines[1]["new_memory"]), ("Alex lives in Porto", "Alex lives in Braga"))


calls.call("history", history)
calls.call("feedback", lambda: equal(client.feedback(raw, feedback="POSITIVE")["feedback"], "POSITIVE"))
calls.call("batch_update", lambda: client.batch_update([{"memory_id": raw, "text": "Alex lives in Faro"}, {"memory_id": temporary, "text": "Alex is away"}]))
calls.call("batch_update took effect", lambda: equal(client.get(temporary)["memory"], "Alex is away"))
calls.call("batch_delete", lambda: client.batch_delete([{"memory_id": temporary}]))
calls.refused("get of what is deleted", MemoryNotFoundError, lambda: client.get(temporary))
calls.call("delete", lambda: client.delete(raw))
calls.refused("delete again", MemoryNotFoundError, lambda: client.delete(raw))


def users():
    found = {(one["type"], one["name"]) for one in client.users()["results"]}
    holds({("user", "py-alex"), ("agent", "py-cook"), ("run", "r1"), ("app", "kitchen")} <= found, f"found {found}")


calls.call("users", users)
calls.call("delete_users", lambda: client.delete_users(agent_id="py-cook"))
calls.call("delete_users took effect", lambda: equal(client.get_all(filters={"agent_id": "py-cook"})["count"], 0))


def delete_some():
    mine = {"user_id": str(uuid.uuid4())}
    for topic in ("old", "new"):
        client.add(f"A bicycle that is {topic}", **mine, metadata={"topic": topic}, infer=False)
    equal(client.delete_all(**mine, metadata=json.dumps({"topic": "old"}))["deleted"], 1)
    equal(texts(client.get_all(filters=mine)), ["A bicycle that is new"])


calls.call("delete_all metadata, of a user called by a UUID", delete_some)
calls.refused("delete_all categories", ValidationError, lambda: client.delete_all(user_id="py-alex", categories="food"))
calls.refused("delete_all without a scope", ValidationError, lambda: client.delete_all())
calls.call("delete_all", lambda: client.delete_all(user_id="py-alex"))
calls.call("delete_all took effect", lambda: equal(client.get_all(filters=ALEX)["count"], 0))
calls.refused("search without a scope", ValidationError, lambda: client.search("food", filters={}))


async def asynchronously():
    async with AsyncMemoryClient(api_key=KEY, host=HOST) as other:
        await other.add("Bea plays chess", user_id="py-bea", infer=False)
        equal((await other.search("chess", filters={"user_id": "py-bea"}))["results"][0]["memory"], "Bea plays chess")
        equal((await other.get_all(filters={"user_id": "py-bea"}))["count"], 1)
        await other.delete_all(user_id="py-bea")


calls.call("AsyncMemoryClient", lambda: asyncio.run(asynchronously()))
calls.report()
