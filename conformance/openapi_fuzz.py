"""Has schemathesis drive everything that the OpenAPI document describes, and says what it found."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from importlib.metadata import version

URL = os.environ["MNEMON_URL"]
ADMIN = os.environ["MNEMON_ADMIN_KEY"]
APPLICATION = os.environ["MNEMON_API_KEY"]
SECONDS = int(os.environ["FUZZ_SECONDS"])
HERE = pathlib.Path(__file__).parent
# With these an administrator soon takes the ground from under their own feet: each has a run of its
# own, with somebody else's key, principal and company.
ENDS = {"RevokeKey": "key", "RotateKey": "key", "SignOutPrincipal": "principal", "DeleteTenant": "tenant"}


def call(verb, path, key, body=None):
    request = urllib.request.Request(
        URL + path, method=verb, data=body and json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def fuzz(key, seconds, *options, parameter=""):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        shutil.copy(HERE / "openapi_hooks.py", folder)
        # The last table of the file is that of the parameters.
        config = (HERE / "openapi.toml").read_text() + parameter
        (pathlib.Path(folder) / "openapi.toml").write_text(config)
        seed = ["--seed", os.environ["FUZZ_SEED"]] if "FUZZ_SEED" in os.environ else []
        command = [pathlib.Path(sys.executable).with_name("schemathesis"), "--no-color",
                   "--config-file", "openapi.toml", "run", f"{URL}/openapi",
                   "--header", f"Authorization: Bearer {key}", "--max-time", str(seconds),
                   "--report", "json", "--report-json-path", report, *seed, *options]
        done = subprocess.run(command, cwd=folder, text=True, capture_output=True, timeout=seconds + 300)
        if not report.exists():
            sys.exit(f"schemathesis broke off: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        found = json.loads(report.read_text())
    failures = [f'{one["title"]}: {", ".join(one["operations"])}' for one in found["failures"]]
    failures += [str(one) for one in found["errors"]]
    operations = found["operations"]
    if operations["tested"] < operations["selected"] or not operations["selected"]:
        failures.append(f"of {operations['selected']} operations only {operations['tested']} were tried")
    if not holds(key):
        failures.append("the key did not survive, so what came after it was refused")
    if failures:
        print(done.stdout, file=sys.stderr)
    cases = found["test_cases"]
    note = f'{operations["tested"]} operations, {found["running_time"]:.0f} s, seed {found["seed"]}'
    return cases["generated"] - cases["with_failures"], failures, [] if failures else [note]


def holds(key):
    try:
        call("GET", "/v1/memories?limit=1", key)
        return True
    except urllib.error.HTTPError:
        return False


def scratch(what):
    """Something of its own that a run may end."""
    name = f"scratch {what} {os.urandom(4).hex()}"
    if what == "tenant":
        return call("POST", "/v1/tenants", ADMIN, {"name": name})["tenant"]["id"]
    principal = call("POST", "/v1/principals", ADMIN, {"kind": "user", "name": name})["id"]
    return principal if what == "principal" else call("POST", "/v1/keys", ADMIN, {"principal": name})["id"]


def ends():
    passed, failures, operations = 0, [], 0
    for operation, what in ENDS.items():
        more, wrong, _ = fuzz(
            ADMIN, max(5, SECONDS // 40), "--include-operation-id", operation,
            parameter=f'"path.id" = "{scratch(what)}"\n')
        passed, failures, operations = passed + more, failures + wrong, operations + 1
    return passed, failures, [f"{operations} operations that end a key, a session or a company"]


def main():
    without = [option for name in ENDS for option in ("--exclude-operation-id", name)]
    name = f"PyPI schemathesis {version('schemathesis')}"
    for client, outcome in [
        (f"{name}, an application", lambda: fuzz(APPLICATION, SECONDS * 3 // 10)),
        (f"{name}, the end of things", ends),
        # The last, for by chance it also takes its own role away.
        (f"{name}, an administrator", lambda: fuzz(ADMIN, SECONDS * 6 // 10, *without)),
    ]:
        passed, failures, notes = outcome()
        print(json.dumps({"client": client, "passed": passed, "failures": failures, "notes": notes}), flush=True)


main()
