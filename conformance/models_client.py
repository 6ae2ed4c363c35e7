"""The models of our own clients, which are written from what the platform says of itself."""

import json
import os
import pathlib
import sys
import urllib.request

sys.path.append(str(pathlib.Path(__file__).parents[1] / "sdk"))
import models

with urllib.request.urlopen(f"{os.environ['MNEMON_URL']}/openapi") as answer:
    written = models.written(json.load(answer))
old = [file.parts[-4:] for file, text in written.items() if file.read_text() != text]
failures = [f"{'/'.join(parts)} is not what the platform describes: run sdk/models.py" for parts in old]
print(json.dumps({"client": "models of sdk/", "passed": len(written) - len(old), "failures": failures}))
