"""Anthropic's memory tool for Python, untouched: our files beside its own on a file system, answer for answer."""
import re
import tempfile

import httpx
from anthropic.lib.tools import BetaAbstractMemoryTool, ToolError
from anthropic.tools.memory import BetaLocalFilesystemMemoryTool

from calls import KEY, URL, Calls, equal

calls = Calls("anthropic")


class RemoteMemory(BetaAbstractMemoryTool):
    """Sends every command to Mnemon."""

    def __init__(self, user):
        super().__init__()
        self.client = httpx.Client(headers={"Authorization": f"Bearer {KEY}"}, params={"user": user}, timeout=30)

    def execute(self, command):
        answer = self.client.post(f"{URL}/compat/anthropic/memory", json=command.to_dict()).json()
        if answer.get("is_error", True):
            raise ToolError(answer.get("content") or answer["error"]["message"])
        return answer["content"]

    view = create = str_replace = insert = delete = rename = execute


ours, theirs = RemoteMemory("py-files"), BetaLocalFilesystemMemoryTool(tempfile.mkdtemp())


def said(tool, command):
    try:
        answer = tool.call(command)
    except ToolError as e:
        answer = f"Error: {e}"
    # A file system's directories have a size of their own; ours have that of what is in them. Anthropic's tool for Node
    # names what is hidden at greater length, and so do we.
    answer = answer.replace(" and node_modules:", ":")
    return re.sub(r"(?m)^[\d.]+[BKMG]\t(.*/|/memories|/memories/a)$", r"\1", answer)


def same(command, **more):
    wish = {"command": command, **more}
    calls.call(f"{command} {more}", lambda: equal(said(ours, wish), said(theirs, wish)))


same("view", path="/memories")
same("create", path="/memories/a/one.txt", file_text="one\ntwo\nthree")
same("create", path="/memories/a/one.txt", file_text="again")
same("create", path="/memories/a/b/c/two.txt", file_text="")
same("view", path="/memories")
same("view", path="/memories/a")
same("view", path="/memories/a/one.txt")
same("view", path="/memories/a/one.txt", view_range=[2, -1])
same("view", path="/memories/none")
same("str_replace", path="/memories/a/one.txt", old_str="two\nthree", new_str="2\n3\n4")
same("str_replace", path="/memories/a/one.txt", old_str="five", new_str="5")
same("str_replace", path="/memories/a/one.txt", old_str="\n", new_str=" ")
same("view", path="/memories/a/one.txt")
same("rename", old_path="/memories/a/b", new_path="/memories/d")
same("rename", old_path="/memories/a/b", new_path="/memories/e")
same("rename", old_path="/memories/d", new_path="/memories/a")
same("view", path="/memories/d/c/two.txt")
same("delete", path="/memories/d")
same("delete", path="/memories/d")
same("delete", path="/memories")
same("view", path="/memories/../x")
# Anthropic's two tools differ in inserting: ours is like the one for Node, which ends no line that had no end.
same("create", path="/memories/lines", file_text="one\ntwo\n")
same("insert", path="/memories/lines", insert_line=1, insert_text="1.5\n")
same("view", path="/memories/lines")
same("insert", path="/memories/none", insert_line=0, insert_text="x")
calls.report()
