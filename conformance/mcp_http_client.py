"""The official client of MCP for Python, untouched, over Streamable HTTP."""

import asyncio

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from calls import KEY, URL
from mcp_calls import AsyncCalls, everything

calls = AsyncCalls("mcp", ", Streamable HTTP")


async def main():
    for mode in ("legacy", "auto"):
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {KEY}"}, timeout=30) as http:
            transport = streamable_http_client(f"{URL}/mcp", http_client=http)
            await calls.acall(f"mode {mode}", lambda: everything(calls, Client(transport, mode=mode), f"py-http-{mode}"))

    async def stranger():
        async with Client(streamable_http_client(f"{URL}/mcp")):
            raise AssertionError("was not refused")

    await calls.arefused("no key", -32603, "", stranger)


asyncio.run(main())
calls.report()
