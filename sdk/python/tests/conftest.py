"""Starts the packaged platform on free ports in a temporary folder, once for all tests."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

ROOT = pathlib.Path(__file__).parents[3]
APP = ROOT / "deploy/all-in-one/target/quarkus-app/quarkus-run.jar"
START_S = 120


@dataclass(frozen=True)
class Platform:
    url: str
    application: str
    admin: str
    other_tenant: str


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    if not APP.exists():
        pytest.fail(f"{APP} is not built: run make sdk from {ROOT}")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mnemon-sdk-"))
    folder.chmod(0o755)  # Postgres, started by root, runs as somebody else
    http, grpc = free_ports(2)
    url = f"http://127.0.0.1:{http}"
    settings = {
        "MNEMON_DATA": str(folder / "data"),
        "MNEMON_HTTP_PORT": str(http),
        "MNEMON_GRPC_PORT": str(grpc),
        # What a search must see, it waits for, however busy the machine is.
        "MNEMON_MEMORY_INDEX_REFRESH_PATIENCE": "5s",
    }
    home = subprocess.run(
        [ROOT / ".mvn/find-jdk"], check=True, capture_output=True, text=True
    ).stdout.strip()
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [f"{home}/bin/java", "@deploy/all-in-one/jvm.options", "-jar", str(APP)],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        end = time.monotonic() + START_S
        while not ready(url):
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail(f"the platform did not start:\n{log.read_text()[-4000:]}")
            time.sleep(0.2)
        keys = folder / "data/keys"
        admin = (keys / "admin").read_text().strip()
        yield Platform(url, (keys / "application").read_text().strip(), admin, tenant(url, admin))
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def tenant(url: str, admin: str) -> str:
    request = urllib.request.Request(
        f"{url}/v1/tenants",
        json.dumps({"name": "another"}).encode(),
        {"Authorization": f"Bearer {admin}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return str(json.load(answer)["key"])
