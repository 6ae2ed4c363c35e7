"""How long a search takes through this client and through bare httpx: make bench BENCH=doors runs it."""

import json
import os
import statistics
import sys
import time

import httpx

from mnemon import Mnemon


def main() -> None:
    plan = json.load(sys.stdin)
    url, key = os.environ["MNEMON_URL"], os.environ["MNEMON_API_KEY"]
    scope, questions = {"user": plan["user"]}, plan["questions"]
    medians: dict[str, list[float]] = {"straight": [], "door": []}
    with Mnemon() as mnemon, httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}) as http:

        def straight(question: str) -> None:
            answer = http.post("/v1/memories/search", json={"query": question, "scope": scope, "limit": 10})
            answer.raise_for_status().json()["results"]

        def door(question: str) -> None:
            mnemon.search(question, scope=scope, limit=10)["results"]

        for round_ in range(plan["rounds"] + 1):
            times: dict[str, list[float]] = {"straight": [], "door": []}
            for number in range(plan["calls"]):
                sides = [("straight", straight), ("door", door)]
                for side, call in sides if number % 2 else reversed(sides):
                    begin = time.perf_counter()
                    call(questions[number % len(questions)])
                    times[side].append((time.perf_counter() - begin) * 1e3)
            if round_:
                for side, list_ in times.items():
                    medians[side].append(statistics.median(list_))
    print(json.dumps(medians))


if __name__ == "__main__":
    main()
