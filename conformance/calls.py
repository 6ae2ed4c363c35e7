"""Runs the calls of one client, and prints one line of JSON about them."""

import json
import os
from importlib.metadata import version

URL = os.environ["MNEMON_URL"]
KEY = os.environ["MNEMON_API_KEY"]


class Calls:
    def __init__(self, package, suffix=""):
        self.client = f"PyPI {package} {version(package)}{suffix}"
        self.passed = 0
        self.failures = []

    def call(self, name, work):
        try:
            answer = work()
        except Exception as e:
            self.failures.append(f"{name}: {type(e).__name__}: {str(e).splitlines()[0] if str(e) else ''}")
            return None
        self.passed += 1
        return answer

    def refused(self, name, error, work):
        """A call that has to be refused, and in a form that the client understands."""

        def must_fail():
            try:
                work()
            except error:
                return
            raise AssertionError("was not refused")

        self.call(name, must_fail)

    def report(self):
        print(json.dumps({"client": self.client, "passed": self.passed, "failures": self.failures}))


def equal(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def holds(value, why):
    assert value, why
