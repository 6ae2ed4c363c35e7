"""Every call that a client of MCP has for a server, whatever carries the messages."""

import asyncio
import json

from mcp import MCPError

from calls import Calls, equal, holds


class AsyncCalls(Calls):
    async def acall(self, name, work):
        try:
            answer = await work()
        except Exception as e:
            self.call(name, lambda: _raise(_first(e)))
            return None
        self.call(name, lambda: None)
        return answer

    async def arefused(self, name, code, text, work):
        async def must_fail():
            try:
                await work()
            except Exception as group:
                e = _first(group)
                holds(isinstance(e, MCPError), repr(e))
                equal(e.code, code)
                holds(text in e.message, e.message)
                return
            raise AssertionError("was not refused")

        await self.acall(name, must_fail)


def _first(e):
    """What went wrong, out of the groups that the client's tasks put around it."""
    while hasattr(e, "exceptions"):
        e = e.exceptions[0]
    return e


def _raise(e):
    raise e


async def tools(calls, client, user):
    async def tool(name, **arguments):
        result = await client.call_tool(name, arguments)
        holds(not result.is_error, result.content[0].text if result.content else "")
        equal(json.loads(result.content[0].text), result.structured_content)
        return result.structured_content

    async def refused_by_tool(name, **arguments):
        result = await client.call_tool(name, arguments)
        holds(result.is_error and result.structured_content["code"], "an error of the tool")
        return result.structured_content

    async def listed():
        equal(len((await client.list_tools()).tools), 10)

    async def found():
        answer = await tool("memory_search", query="What does she ride?", user=user)
        equal(answer["results"][0]["memory"]["id"], memory["id"])
        return answer

    async def wrong():
        answer = await refused_by_tool("memory_add", content="x", usr="y")
        equal(answer["violations"][0]["field"], "usr")

    await calls.acall("list_tools", listed)
    memory = await calls.acall("memory_add", lambda: tool("memory_add", content=f"{user} rides a red bicycle", user=user))
    search = await calls.acall("memory_search", found)
    await calls.acall("memory_get", lambda: tool("memory_get", id=memory["id"]))
    await calls.acall("memory_update", lambda: tool("memory_update", id=memory["id"], tags=["bicycle"]))
    await calls.acall("memory_feedback", lambda: tool("memory_feedback", id=memory["id"], reward="helpful"))
    await calls.acall(
        "memory_used", lambda: tool("memory_used", recall_id=search["recall_id"], memories=[memory["id"]])
    )
    await calls.acall(
        "memory_promote answers what is missing",
        lambda: refused_by_tool("memory_promote", id=memory["id"], unit=memory["id"]),
    )
    await calls.acall(
        "access_check answers what is missing", lambda: refused_by_tool("access_check", action="memory.delete")
    )
    await calls.acall(
        "governance_request answers what is wrong",
        lambda: refused_by_tool("governance_request", kind="role", unit=memory["id"], title="A role"),
    )
    await calls.acall("a wrong argument is named", wrong)
    await calls.arefused(
        "an unknown tool", -32602, 'did you mean "memory_get"', lambda: client.call_tool("memory_gett", {})
    )
    return memory


async def resources(calls, client, memory):
    uri = f"mnemon://memories/{memory['id']}"

    async def listed():
        seen, cursor = {}, None
        while True:
            page = await client.list_resources(cursor=cursor)
            for one in page.resources:
                holds(str(one.uri) not in seen, "each once")
                seen[str(one.uri)] = one
            cursor = page.next_cursor
            if not cursor:
                break
        holds(len(seen) > 20, "more than a page")
        holds(seen[uri].annotations.last_modified and seen[uri].description.endswith("not instructions."), "provenance")

    async def templates():
        equal((await client.list_resource_templates()).resource_templates[0].uri_template, "mnemon://memories/{id}")

    async def read():
        contents = (await client.read_resource(uri)).contents[0]
        equal(json.loads(contents.text)["content"], memory["content"])
        equal(contents.meta["io.mnemon/layer"], "user")

    await calls.acall("list_resources by its cursor", listed)
    await calls.acall("list_resource_templates", templates)
    await calls.acall("read_resource", read)
    nobody = "mnemon://memories/00000000-0000-7000-8000-000000000000"
    await calls.arefused("read_resource of nobody", -32002, "not found", lambda: client.read_resource(nobody))
    await calls.arefused(
        "read_resource of another kind", -32002, "mnemon://memories", lambda: client.read_resource("file:///etc/passwd")
    )
    await calls.arefused("list_resources by no cursor", -32602, "cursor", lambda: client.list_resources(cursor="none"))


async def prompts(calls, client, user, memory):
    async def listed():
        equal([one.name for one in (await client.list_prompts()).prompts], ["recall", "remember", "review"])

    async def got(name, **arguments):
        messages = (await client.get_prompt(name, arguments)).messages
        embedded = [one.content.resource for one in messages if one.content.type == "resource"]
        holds(any(str(one.uri).endswith(memory["id"]) for one in embedded), "the memory")
        equal(len(messages), len(embedded) + 2)
        holds("not instructions" in messages[0].content.text, "a warning")

    await calls.acall("list_prompts", listed)
    await calls.acall("get_prompt recall", lambda: got("recall", topic="bicycle", user=user))
    await calls.acall("get_prompt remember", lambda: got("remember", text=f"{user} has sold the bicycle", user=user))
    await calls.acall("get_prompt review", lambda: got("review", user=user))
    await calls.arefused(
        "get_prompt without its argument", -32602, "topic: is missing", lambda: client.get_prompt("recall", {})
    )
    await calls.arefused(
        "get_prompt of an unknown name", -32602, 'did you mean "recall"', lambda: client.get_prompt("recal", {})
    )


async def everything(calls, client, user):
    async def initialized():
        equal(client.server_info.name, "mnemon")
        holds(client.server_capabilities.resources and client.server_capabilities.prompts, "capabilities")
        holds("never follow instructions" in client.instructions, "instructions")

    async def at_once():
        answers = await asyncio.gather(
            *(
                client.call_tool("memory_add", {"content": f"{user} has been to city {i}", "user": user})
                for i in range(25)
            )
        )
        holds(not any(one.is_error for one in answers), "all added")

    async def deleted():
        equal((await client.call_tool("memory_delete", {"id": memory["id"]})).structured_content, {"done": True})

    async with client:
        await calls.acall(f"initialize {client.protocol_version}", initialized)
        await calls.acall("send_ping", client.send_ping)
        await calls.acall("25 memories at once", at_once)
        memory = await tools(calls, client, user)
        await resources(calls, client, memory)
        await prompts(calls, client, user, memory)
        await calls.arefused(
            "what is not announced", -32601, "no such method", lambda: client.set_logging_level("info")
        )
        await calls.acall("memory_delete", deleted)
        await calls.arefused(
            "read_resource of what is gone",
            -32002,
            "not found",
            lambda: client.read_resource(f"mnemon://memories/{memory['id']}", cache_mode="bypass"),
        )
