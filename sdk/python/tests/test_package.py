"""What is generated is up to date, and what the README shows is so."""

import contextlib
import io
import json
import pathlib
import re
import sys
import urllib.request

import pytest

from conftest import Platform

FOLDER = pathlib.Path(__file__).parents[1]
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]
import models  # noqa: E402
import unasync  # noqa: E402


def test_the_sync_client_is_made_from_the_async_one() -> None:
    package = FOLDER / "src/mnemon"
    assert (package / "_sync.py").read_text() == unasync.sync((package / "_async.py").read_text())


def test_the_models_of_both_sdks_are_what_the_platform_describes(platform: Platform) -> None:
    with urllib.request.urlopen(f"{platform.url}/openapi") as answer:
        for file, text in models.written(json.load(answer)).items():
            assert file.read_text() == text, f"{file}: run sdk/models.py"


EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```\n(.*?)```", (FOLDER / "README.md").read_text(), re.S)


def test_the_readme_has_its_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("code, expected", EXAMPLES)
def test_the_readme_shows_what_happens(
    code: str, expected: str, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MNEMON_URL", platform.url)
    monkeypatch.setenv("MNEMON_API_KEY", platform.application)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert printed.getvalue() == expected
