"""The official client of MCP for Python, untouched, over the standard streams of `mnemon mcp`."""

import asyncio
import os

from mcp import Client, StdioServerParameters, stdio_client

from calls import KEY, URL
from mcp_calls import AsyncCalls, everything

calls = AsyncCalls("mcp", ", mnemon mcp")
SERVER = StdioServerParameters(
    command=os.environ["MNEMON_COMMAND"],
    args=["mcp"],
    env={"MNEMON_URL": URL, "MNEMON_API_KEY": KEY, "JAVA_HOME": os.environ["JAVA_HOME"]},
)


async def main():
    with open(os.devnull, "w") as nowhere:
        for mode in ("legacy", "auto"):
            transport = stdio_client(SERVER, errlog=nowhere)
            await calls.acall(f"mode {mode}", lambda: everything(calls, Client(transport, mode=mode), f"py-stdio-{mode}"))


asyncio.run(main())
calls.report()
