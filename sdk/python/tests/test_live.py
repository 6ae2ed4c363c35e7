"""The clients at the running platform."""

import asyncio
import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import Platform
from mnemon import (
    AsyncMnemon,
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    Mnemon,
    NotFoundError,
    RefusedError,
    UnauthenticatedError,
    UnreachableError,
)


@pytest.fixture
def mnemon(platform: Platform) -> Iterator[Mnemon]:
    with Mnemon(platform.url, platform.application) as client:
        yield client


@pytest.fixture
def user() -> dict[str, str]:
    return {"user": f"user-{uuid.uuid4()}"}


def test_a_memory_from_add_to_delete(mnemon: Mnemon, user: dict[str, str]) -> None:
    time = datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)
    added = mnemon.add("Ann likes tea", scope=user, tags=["tea"], event_time=time)
    assert (added["layer"], added["event_time"]) == ("user", "2026-01-02T00:00:00Z")
    changed = mnemon.update(added["id"], content="Ann likes coffee", version=1)
    assert changed["version"] == 2
    with pytest.raises(ConflictError):
        mnemon.update(added["id"], content="Ann likes water", version=1)
    assert mnemon.get(added["id"])["content"] == "Ann likes coffee"
    assert mnemon.get(added["id"], known_at=added["created_at"])["content"] == "Ann likes tea"
    assert {v["change"] for v in mnemon.history(added["id"], page_size=1)} == {"added", "updated"}
    dated = mnemon.update(added["id"], valid_to=time.replace(month=2))
    assert dated["valid_to"] == "2026-02-02T00:00:00Z"
    assert "valid_to" not in mnemon.update(added["id"], valid_to=None)
    mnemon.delete(added["id"], purge=True)
    with pytest.raises(NotFoundError):
        mnemon.get(added["id"])


def test_one_key_adds_once(mnemon: Mnemon, user: dict[str, str]) -> None:
    first, second = (mnemon.add("Ann sails", scope=user, idempotency_key=user["user"]) for _ in "12")
    assert first["id"] == second["id"]
    assert len([*mnemon.list(scope=user)]) == 1


def test_each_of_many_has_its_result(mnemon: Mnemon, user: dict[str, str]) -> None:
    good = {"layer": "user", "scope": user, "content": "Ann has a boat"}
    results = mnemon.add_many([good, {**good, "content": ""}])["results"]
    assert results[0]["memory"]["content"] == "Ann has a boat"
    assert results[1]["error"]["field"] == "memories[1].content"


def test_search_and_what_was_of_use(mnemon: Mnemon, user: dict[str, str]) -> None:
    for size in range(3):
        mnemon.add(f"Order {size} was sent", scope=user, metadata={"size": size}, kind="observation")
    found = mnemon.search(
        "orders", scope=user, filter={"metadata.size": {"gte": 2}}, explain=True, kinds=["observation"]
    )
    (result,) = found["results"]
    assert result["memory"]["metadata"] == {"size": 2}
    assert result["explain"]["fused"] > 0
    memory = result["memory"]["id"]
    assert mnemon.used(found["recall_id"], [memory])["counted"] == 1
    said = mnemon.feedback(memory, "helpful", reason="right order", recall_id=found["recall_id"])
    assert said["memory"]["importance"] > 0.5
    with pytest.raises(NotFoundError):
        mnemon.promote(memory, unit=str(uuid.uuid4()))


def test_pages_are_followed(mnemon: Mnemon, user: dict[str, str]) -> None:
    mnemon.add_many([{"layer": "user", "scope": user, "content": f"Line {n}"} for n in range(5)])
    assert len({m["id"] for m in mnemon.list(scope=user, page_size=2)}) == 5
    assert len([*mnemon.list(scope=user, filter={"tags": "none"})]) == 0


def test_a_newer_fact_ends_an_older_one_and_is_undone(mnemon: Mnemon, user: dict[str, str]) -> None:
    old = mnemon.add(
        "Tess lives in Porto", scope=user, event_time="2026-01-10T00:00:00Z", infer="consolidate"
    )
    mnemon.wait(old["operation"])
    new = mnemon.add(
        "Tess lives in Braga", scope=user, event_time="2026-03-01T00:00:00Z", infer="consolidate"
    )
    done = mnemon.wait(new["operation"])
    assert done["state"] == "done"
    assert done["items"][0]["superseded"][0]["older"] == old["id"]
    then = mnemon.search("Where does Tess live?", scope=user, as_of="2026-02-01T00:00:00Z")
    assert [r["memory"]["id"] for r in then["results"]] == [old["id"]]
    assert "valid_to" not in mnemon.restore(old["id"], version=2)


def test_out_and_in_again(mnemon: Mnemon, user: dict[str, str], tmp_path: Any) -> None:
    mnemon.add_many([{"layer": "user", "scope": user, "content": f"Page {n}"} for n in range(3)])
    lines = [*mnemon.export(scope=user, layers=["user"])]
    assert len(lines) == 3
    assert mnemon.import_(lines, dry_run=True)["present"] == 3
    file = tmp_path / "lines"
    file.write_text(f'{{"memory":{{"layer":"user","scope":{{"user":"{user["user"]}"}},"content":"New"}}}}\nnot json\n')
    name = f"upload-{uuid.uuid4()}"
    taken = mnemon.import_(file, upload=name)
    assert (taken["added"], taken["refused"], taken["errors"][0]["line"]) == (1, 1, 2)
    assert mnemon.upload(name)["lines"] == 1
    again = mnemon.import_(str(file), upload=name)
    assert (again["passed_over"], again["added"], again["refused"]) == (1, 0, 1)


def test_many_are_counted_then_deleted(mnemon: Mnemon, user: dict[str, str]) -> None:
    mnemon.add_many([{"layer": "user", "scope": user, "content": f"Old {n}"} for n in range(3)])
    counted = mnemon.delete_many(scope=user, layers=["user"])
    assert (counted["count"], counted["deleted"]) == (3, 0)
    done = mnemon.delete_many(scope=user, layers=["user"], confirmation=counted["confirmation"])
    assert done["deleted"] == 3
    assert [*mnemon.list(scope=user)] == []


def test_a_filter_narrows_exports_and_deletions(mnemon: Mnemon, user: dict[str, str]) -> None:
    for size in range(3):
        mnemon.add(f"Box {size}", scope=user, metadata={"size": size})
    large = {"metadata.size": {"gte": 1}}
    lines = mnemon.export(scope=user, layers=["user"], filter=large)
    assert {line["memory"]["content"] for line in lines} == {"Box 1", "Box 2"}
    counted = mnemon.delete_many(scope=user, layers=["user"], filter=large)
    assert counted["count"] == 2
    mnemon.delete_many(scope=user, layers=["user"], filter=large, confirmation=counted["confirmation"])
    assert [memory["content"] for memory in mnemon.list(scope=user)] == ["Box 0"]


def test_retention_is_the_administrators(platform: Platform, mnemon: Mnemon) -> None:
    with Mnemon(platform.url, platform.admin) as admin:
        assert admin.put_retention("session", 30)["state"] == "active"
        assert [rule["layer"] for rule in admin.retention()["rules"]] == ["session"]
        admin.delete_retention("session")
    with pytest.raises(ForbiddenError):
        mnemon.put_retention("session", 1)


def test_wrong_input_is_named(mnemon: Mnemon, user: dict[str, str]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        mnemon.add("x", scope=user, contnt="y")
    assert caught.value.violations[0].field == "contnt"
    assert caught.value.trace_id
    with pytest.raises(InvalidRequestError, match="gtt"):
        mnemon.search("x", filter={"importance": {"gtt": 1}})


def test_another_tenant_sees_nothing(platform: Platform, mnemon: Mnemon, user: dict[str, str]) -> None:
    secret = mnemon.add("Ann's PIN is in the drawer", scope=user)["id"]
    with Mnemon(platform.url, platform.other_tenant) as other:
        for call in (other.get, other.delete, lambda id: [*other.history(id)]):
            with pytest.raises(NotFoundError):
                call(secret)
        with pytest.raises(RefusedError):
            other.update(secret, content="mine")
        assert [*other.export()] == []
    assert mnemon.get(secret)["version"] == 1


def test_a_wrong_key_and_a_wrong_address(platform: Platform) -> None:
    with Mnemon(platform.url, "mn_wrong") as stranger, pytest.raises(UnauthenticatedError):
        stranger.search("tea")
    with Mnemon("http://127.0.0.1:1", "mn_k", retries=0) as nowhere, pytest.raises(UnreachableError):
        nowhere.get("m")


def test_the_async_client_does_the_same(platform: Platform, user: dict[str, str]) -> None:
    async def run() -> None:
        async with AsyncMnemon(platform.url, platform.application) as mnemon:
            added = await asyncio.gather(
                *(mnemon.add(f"Note {n} about boats", scope=user) for n in range(5))
            )
            assert len({memory["id"] for memory in added}) == 5
            assert len([m async for m in mnemon.list(scope=user, page_size=2)]) == 5
            lines = [line async for line in mnemon.export(scope=user, layers=["user"])]
            assert (await mnemon.import_(lines))["present"] == 5
            selection = {"scope": user, "layers": ["user"]}
            assert (await mnemon.import_(mnemon.export(**selection), dry_run=True))["present"] == 5
            found = await mnemon.search("boats", scope=user)
            assert len(found["results"]) == 5
            with pytest.raises(NotFoundError):
                await mnemon.get(str(uuid.uuid4()))

    asyncio.run(run())
