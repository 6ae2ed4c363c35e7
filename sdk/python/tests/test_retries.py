"""When a call is made again, and what errors are made of."""

import asyncio
import datetime
import json
import os
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from mnemon import (
    AsyncMnemon,
    InvalidRequestError,
    Mnemon,
    MnemonError,
    RateLimitedError,
    UnavailableError,
    UnreachableError,
    Violation,
    _calls,
)

Handler = Callable[[httpx.Request], httpx.Response]


class Server:
    """Answers one after the other with what it was given: a status, an answer or an exception."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return self.next(request)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return self.next(request)

    def next(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer, json={}) if isinstance(answer, int) else answer


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits in these tests; what would have been waited is kept."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    return waited


def client(server: Server, retries: int = 3) -> Mnemon:
    return Mnemon("http://mnemon.test", "mn_k", retries=retries, transport=httpx.MockTransport(server))


def test_an_add_is_repeated_with_the_same_key() -> None:
    server = Server(503, httpx.ReadTimeout("slow"), httpx.Response(201, json={"id": "m"}))
    assert client(server).add("tea", scope={"user": "a"})["id"] == "m"
    keys = {request.headers["Idempotency-Key"] for request in server.requests}
    assert len(server.requests) == 3 and len(keys) == 1


def test_two_adds_have_two_keys() -> None:
    server = Server(201, 201)
    mnemon = client(server)
    mnemon.add("tea")
    mnemon.add("tea")
    assert len({request.headers["Idempotency-Key"] for request in server.requests}) == 2


@pytest.mark.parametrize("failure", [502, 503, 504])
@pytest.mark.parametrize(
    "call",
    [
        lambda m: m.update("m", content="x"),
        lambda m: m.restore("m"),
        lambda m: m.promote("m"),
        lambda m: m.delete("m", version=1),
        lambda m: m.delete_many(layers=["user"], confirmation="c"),
        lambda m: m.import_(iter(["{}"])),
    ],
)
def test_what_may_have_been_done_is_not_done_again(
    call: Callable[[Mnemon], Any], failure: int
) -> None:
    server = Server(failure)
    with pytest.raises(UnavailableError):
        call(client(server))
    broken = Server(httpx.ReadError("cut"))
    with pytest.raises(UnreachableError):
        call(client(broken))


def test_what_was_not_sent_is_sent_again() -> None:
    server = Server(httpx.ConnectError("refused"), 429, 200)
    client(server).update("m", content="x")
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("header", "expected"), [("7", 7), ("100000", 60), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)]
)
def test_retry_after_is_honoured(header: str, expected: float, waits: list[float]) -> None:
    server = Server(httpx.Response(429, headers={"Retry-After": header}), 200)
    client(server).get("m")
    assert waits == [expected]


def test_nonsense_in_retry_after_means_backing_off(waits: list[float]) -> None:
    server = Server(*[httpx.Response(503, headers={"Retry-After": "soon"})] * 3, 200)
    client(server).get("m")
    assert all(0.5 <= wait / (0.2 * 2**n) <= 1 for n, wait in enumerate(waits))


def test_retries_end() -> None:
    server = Server(429, 429, 429)
    with pytest.raises(RateLimitedError):
        client(server, retries=2).get("m")
    assert server.answers == []


def test_a_deletion_whose_answer_was_lost_is_done() -> None:
    client(Server(httpx.ReadError("cut"), 404)).delete("m")


def test_a_refusal_is_told_whole() -> None:
    problem = {
        "type": "urn:mnemon:error:invalid-argument",
        "title": "Invalid request",
        "status": 400,
        "detail": "content: must not be empty",
        "instance": "t1",
        "violations": [{"field": "content", "message": "must not be empty"}],
    }
    with pytest.raises(InvalidRequestError) as caught:
        client(Server(httpx.Response(400, json=problem))).add("")
    error = caught.value
    assert (error.status, error.code, error.trace_id) == (400, "invalid-argument", "t1")
    assert error.violations == (Violation("content", "must not be empty"),)
    assert str(error) == "content: must not be empty (400 invalid-argument, trace t1)"


def test_a_proxys_page_is_an_error_too() -> None:
    with pytest.raises(UnavailableError, match="answered Bad Gateway"):
        client(Server(httpx.Response(502, text="<html>")), retries=0).get("m")


class Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces

    def __iter__(self) -> Any:
        yield from self.pieces


class Breaking(httpx.SyncByteStream):
    def __iter__(self) -> Any:
        yield b'{"memory":{"id":"m1"}}\n{"mem'
        raise httpx.ReadError("cut")


def test_an_export_goes_on_after_the_last_whole_line() -> None:
    server = Server(
        httpx.Response(200, stream=Breaking()),
        httpx.Response(200, text='{"memory":{"id":"m2"}}\n'),
    )
    assert [line["memory"]["id"] for line in client(server).export()] == ["m1", "m2"]
    assert server.requests[1].url.params["after"] == "m1"


def test_a_line_of_an_export_ends_with_a_line_feed_only() -> None:
    said = "one\u2028two\u2029three\x85four"
    line = json.dumps({"memory": {"id": "m1", "content": said}}, ensure_ascii=False).encode()
    pieces = [line[:40], line[40:] + b"\n" + line, b"\n\n"]
    server = Server(httpx.Response(200, stream=Pieces(pieces)))
    assert [read["memory"]["content"] for read in client(server).export()] == [said, said]


@pytest.mark.parametrize("failure", [429, 503, httpx.ConnectError("refused"), httpx.ReadError("cut")])
@pytest.mark.parametrize("upload", [None, "monday"])
def test_lines_that_can_be_read_once_are_sent_once(failure: Any, upload: str | None) -> None:
    server = Server(failure, 200)
    with pytest.raises(MnemonError):
        client(server).import_((line for line in ['{"a":1}', '{"b":2}']), upload=upload)
    assert len(server.requests) == 1


@pytest.mark.parametrize("failure", [429, 503, httpx.ConnectError("refused"), httpx.ReadError("cut")])
@pytest.mark.parametrize("upload", [None, "monday"])
@pytest.mark.parametrize("source", ["path", "list"])
def test_lines_that_can_be_read_again_are_sent_whole_under_one_name(
    failure: Any, upload: str | None, source: str, tmp_path: Any
) -> None:
    file = tmp_path / "lines"
    file.write_text('{"a":1}\n{"b":2}')
    server = Server(failure, 200)
    client(server).import_(file if source == "path" else ['{"a":1}', {"b": 2}], upload=upload)
    first, second = server.requests
    assert first.content.replace(b" ", b"") == b'{"a":1}\n{"b":2}\n'
    assert second.content == first.content
    assert second.url == first.url
    assert first.url.params["upload"].startswith(upload or "import-")


def test_times_are_text_however_deep_they_lie() -> None:
    time = datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)
    told = "2026-01-02T00:00:00+00:00"
    server = Server(*[200] * 5, httpx.Response(200, json={"memories": []}))
    mnemon = client(server)
    mnemon.add("tea", metadata={"seen": [time, {"last": time}]})
    mnemon.add_many([{"content": "tea", "metadata": {"seen": (time,)}}])
    mnemon.update("m", metadata={"seen": time}, valid_to=None)
    mnemon.search("tea", filter={"event_time": {"gte": time}})
    mnemon.import_([{"memory": {"event_time": time}}])
    assert [*mnemon.list(filter={"event_time": {"gte": time}}, as_of=time)] == []
    added, many, updated, searched, imported = (json.loads(r.content) for r in server.requests[:5])
    assert added["metadata"] == {"seen": [told, {"last": told}]}
    assert many["memories"][0]["metadata"] == {"seen": [told]}
    assert updated == {"metadata": {"seen": told}, "valid_to": None}
    assert searched["filter"] == {"event_time": {"gte": told}}
    assert imported == {"memory": {"event_time": told}}
    listed = server.requests[5].url.params
    assert (json.loads(listed["filter"]), listed["as_of"]) == ({"event_time": {"gte": told}}, told)
    with pytest.raises(ValueError, match="no time zone"):
        mnemon.search("tea", filter={"event_time": {"gte": datetime.datetime(2026, 1, 2)}})


def test_an_import_may_stand_still_longer_than_other_calls() -> None:
    server = Server(200, 200)
    client(server).import_(["{}"])
    client(server).get("m")
    importing, other = (request.extensions["timeout"] for request in server.requests)
    assert (importing["read"], importing["write"]) == (600, 600)
    assert set(other.values()) == {30}


def test_lines_that_are_awaited_are_imported_once() -> None:
    server = Server(200, 429)

    async def lines() -> AsyncIterator[dict[str, int]]:
        for number in range(2):
            yield {"n": number}

    async def run() -> None:
        async with AsyncMnemon("http://mnemon.test", "k", transport=httpx.MockTransport(server.answer)) as mnemon:
            await mnemon.import_(lines())
            with pytest.raises(RateLimitedError):
                await mnemon.import_(lines())

    asyncio.run(run())
    assert [request.content for request in server.requests] == [b'{"n": 0}\n{"n": 1}\n'] * 2


def test_what_came_through_a_pipe_is_sent_once() -> None:
    reading, writing = os.pipe()
    with open(reading, "rb"):
        os.write(writing, b"{}\n")
        os.close(writing)
        server = Server(429, 200)
        with pytest.raises(RateLimitedError):
            client(server).import_(f"/dev/fd/{reading}")
    assert [request.content for request in server.requests] == [b"{}\n"]


def test_each_import_has_a_name_of_its_own_and_a_trial_none() -> None:
    server = Server(200, 200, 200)
    for dry_run in (False, False, True):
        client(server).import_(["{}"], dry_run=dry_run)
    first, second, trial = (request.url.params.get("upload") for request in server.requests)
    assert first != second
    assert trial is None


def test_pages_follow_the_cursor() -> None:
    server = Server(
        httpx.Response(200, json={"memories": [{"id": "1"}], "next_cursor": "c"}),
        httpx.Response(200, json={"memories": [{"id": "2"}]}),
    )
    assert [memory["id"] for memory in client(server).list(scope={"user": "a"})] == ["1", "2"]
    assert server.requests[1].url.params["cursor"] == "c"
    assert server.requests[1].url.params["scope.user"] == "a"


def test_a_filter_narrows_exports_and_deletions() -> None:
    server = Server(httpx.Response(200, text=""), deletion(0, 0))
    wanted = {"importance": {"gte": 0.5}}
    assert [*client(server).export(filter=wanted)] == []
    client(server).delete_many(scope={"user": "a"}, filter=wanted)
    exported, deleted = server.requests
    assert json.loads(exported.url.params["filter"]) == wanted
    assert json.loads(deleted.content)["filter"] == wanted


def deletion(count: int, deleted: int, confirmation: str | None = None) -> httpx.Response:
    answer = {"count": count, "deleted": deleted, "confirmation": confirmation}
    return httpx.Response(200, json={name: value for name, value in answer.items() if value is not None})


def test_what_was_counted_is_deleted_to_its_end() -> None:
    server = Server(deletion(15_000, 10_000, "second"), deletion(5_000, 10_000, "third"), deletion(0, 5_000))
    done = client(server).delete_many(layers=["user"], confirmation="first")
    assert done == {"count": 0, "deleted": 25_000}
    sent = [json.loads(request.content) for request in server.requests]
    assert sent == [{"layers": ["user"], "confirmation": word} for word in ("first", "second", "third")]


def test_what_was_not_counted_is_not_deleted() -> None:
    server = Server(
        deletion(20_000, 0, "first"), deletion(10_000, 10_000, "second"), deletion(10_001, 0, "third")
    )
    mnemon = client(server)
    counted = mnemon.delete_many(layers=["user"])
    assert counted == {"count": 20_000, "deleted": 0, "confirmation": "first"}
    done = mnemon.delete_many(layers=["user"], confirmation=counted["confirmation"])
    assert done == {"count": 10_001, "deleted": 10_000, "confirmation": "third"}


def test_an_id_is_one_part_of_the_path() -> None:
    server = Server(200)
    client(server).get("a/../b?x")
    assert server.requests[0].url.raw_path == b"/v1/memories/a%2F..%2Fb%3Fx"
    with pytest.raises(ValueError, match="an id is needed"):
        client(server).get("")


def test_without_a_key_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MNEMON_API_KEY", raising=False)
    with pytest.raises(MnemonError, match="MNEMON_API_KEY"):
        Mnemon("http://mnemon.test")
    with pytest.raises(MnemonError, match="http://host:port"):
        Mnemon("mnemon.test", "mn_k")


def test_the_async_client_repeats_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_calls, "wait_s", lambda *_: 0.0)
    server = Server(503, 200)

    async def run() -> None:
        async with AsyncMnemon(
            "http://mnemon.test", "mn_k", transport=httpx.MockTransport(server.answer)
        ) as mnemon:
            await mnemon.get("m")

    asyncio.run(run())
    assert server.answers == []
