"""The official client of MCP for Python, untouched, over Streamable HTTP."""

import asyncio

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from calls import KEY, URL, equal
from mcp_calls import AsyncCalls, everything

calls = AsyncCalls("mcp", ", Streamable HTTP")


async def main():
    for mode in ("legacy", "auto"):
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {KEY}"}, timeout=30) as http:
            transport = streamable_http_client(f"{URL}/mcp", http_client=http)
            await calls.acall(f"mode {mode}", lambda: everything(calls, Client(transport, mode=mode), f"py-http-{mode}"))

    statuses = set()

    async def note(response):
        statuses.add(response.status_code)

    async def stranger():
        async with httpx2.AsyncClient(event_hooks={"response": [note]}, timeout=30) as http:
            async with Client(streamable_http_client(f"{URL}/mcp", http_client=http)):
                raise AssertionError("was not refused")

    # The client says the same of every refusal: what it was told says which.
    await calls.arefused("no key", -32603, "error response", stranger)
    calls.call("no key is unauthenticated", lambda: equal(statuses, {401}))


asyncio.run(main())
calls.report()
