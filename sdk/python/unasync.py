"""Makes the sync client from the async one."""

import pathlib
import re

WORDS = [
    (r"The async client\. The sync one is made from it: python3 unasync\.py\.", "The sync client. Made from _async.py by unasync.py; do not edit."),
    (r"AsyncMnemon", "Mnemon"),
    (r"httpx\.AsyncClient", "httpx.Client"),
    (r"AsyncBaseTransport", "BaseTransport"),
    (r"AsyncIterator", "Iterator"),
    (r"AsyncLines", "Lines"),
    (r"import asyncio\n", ""),
    (r"asyncio\.sleep", "time.sleep"),
    (r"__aenter__", "__enter__"),
    (r"__aexit__", "__exit__"),
    (r"\ba(close|read|iter_bytes|body)\b", r"\1"),
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
]


def sync(source: str) -> str:
    for word, other in WORDS:
        source = re.sub(word, other, source)
    return source


if __name__ == "__main__":
    folder = pathlib.Path(__file__).parent / "src/mnemon"
    (folder / "_sync.py").write_text(sync((folder / "_async.py").read_text()))
