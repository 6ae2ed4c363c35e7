"""Writes the models of both SDKs from the platform's description: python3 sdk/models.py http://localhost:8080/openapi"""

import json
import keyword
import pathlib
import sys
import textwrap
import urllib.request

SHOWN = """Memory MemoryLine SearchMemoriesResponse BatchAddMemoriesResponse ListMemoriesResponse
GetMemoryHistoryResponse Operation Feedback ListFeedbackResponse UseRecallResponse Promotion
ListPromotionsResponse ImportMemoriesResponse Upload DeleteMemoriesResponse RetentionRule
ListRetentionRulesResponse Problem""".split()
NAMES = {"SearchMemoriesResponse": "SearchPage", "BatchAddMemoriesResponse": "BatchResult",
         "ListMemoriesResponse": "MemoryPage", "GetMemoryHistoryResponse": "HistoryPage",
         "ListFeedbackResponse": "FeedbackList", "UseRecallResponse": "UseResult",
         "ListPromotionsResponse": "PromotionList", "ImportMemoriesResponse": "ImportResult",
         "DeleteMemoriesResponse": "DeleteResult", "ListRetentionRulesResponse": "RetentionRules"}
SCALARS = {"python": {"string": "str", "integer": "int", "number": "float", "boolean": "bool"},
           "typescript": {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}}
# What is in every answer; the platform leaves out what is not set, but never an answer's own items.
ALWAYS = {"Memory": {"id", "layer", "kind", "content", "version", "created_at", "updated_at"},
          "MemoryLine": {"memory"}, "EarlierVersion": {"change", "memory", "recorded_at"},
          "EarlierMemory": {"kind", "content", "version"}, "MemoryVersion": {"change", "memory", "recorded_at"},
          "SearchMemoriesResponse": {"recall_id", "partial"}, "SearchResult": {"memory", "score"},
          "Operation": {"id", "kind", "state", "done", "total", "created_at"},
          "OperationItem": {"memory", "state"},
          "Feedback": {"id", "reward", "memory"}, "Promotion": {"id", "memory", "state"},
          "DeleteMemoriesResponse": {"count", "deleted"}, "UseRecallResponse": {"counted"},
          "RetentionRule": {"layer", "after_days", "action"}, "Upload": {"name", "lines"},
          "LineError": {"line", "message"}, "ItemError": {"code", "message"},
          "ImportMemoriesResponse": {"dry_run", "lines", "added", "renamed", "present",
                                     "duplicates", "refused", "passed_over", "embedded"}}

# What stands in the newest version of a line only, or in the answer to an add.
NOT_OF_EARLIER = {"id", "layer", "scope", "episode", "source_message_id", "source", "provenance", "created_at",
                  "updated_at", "duplicate_of", "near_duplicates", "supersedes", "superseded_by", "operation",
                  "effective_importance", "archived"}


def described(openapi):
    """The schemas of a description; the earlier versions of a line have types of their own."""
    schemas = openapi["components"]["schemas"]
    memory, version, line = (schemas[name]["properties"] for name in ("Memory", "MemoryVersion", "MemoryLine"))
    own = {field: part for field, part in memory.items() if field not in NOT_OF_EARLIER}
    earlier = version | {"memory": version["memory"] | {"$ref": "EarlierMemory"}}
    lines = line | {"earlier": line["earlier"] | {"items": {"$ref": "EarlierVersion"}}}
    return schemas | {
        "EarlierMemory": {"description": "What a version has of its own.", "properties": own},
        "EarlierVersion": {"description": "A version before the newest one of a line.", "properties": earlier},
        "MemoryLine": schemas["MemoryLine"] | {"properties": lines},
    }


def always(name, field, part):
    own_items = name.endswith("Response") and part.get("type") == "array"
    return own_items or field in ALWAYS.get(name, ())


def reference(schema):
    return schema["$ref"].rsplit("/", 1)[-1] if "$ref" in schema else None


def references(schema):
    for part in schema.get("properties", {}).values():
        name = reference(part) or reference(part.get("items", {}))
        if name:
            yield name


def closure(schemas):
    order = []

    def visit(name):
        if name not in order:
            for other in references(schemas[name]):
                visit(other)
            order.append(name)

    for name in SHOWN:
        visit(name)
    return order


def type_of(schema, language):
    name = reference(schema)
    if name:
        return NAMES.get(name, name)
    if schema["type"] == "array":
        item = type_of(schema["items"], language)
        return f"list[{item}]" if language == "python" else f"{item}[]"
    if schema["type"] == "object":
        return "dict[str, Any]" if language == "python" else "Record<string, unknown>"
    return SCALARS[language][schema["type"]]


def python(schemas):
    yield '"""What the platform answers. Written by sdk/models.py; do not edit."""\n'
    yield "from typing import Any, TypedDict\n"
    for name in closure(schemas):
        schema = schemas[name]
        yield f"\nclass {NAMES.get(name, name)}(TypedDict, total=False):"
        if "description" in schema:
            yield f'    """{schema["description"]}"""\n'
        for field, part in schema["properties"].items():
            assert not keyword.iskeyword(field), field
            for line in textwrap.wrap(part.get("description", ""), 92):
                yield f"    # {line}"
            yield f"    {field}: {type_of(part, 'python')}"
        yield ""


def typescript(schemas):
    yield "// What the platform answers. Written by sdk/models.py; do not edit.\n"
    for name in closure(schemas):
        schema = schemas[name]
        if "description" in schema:
            yield f"/** {schema['description']} */"
        yield f"export interface {NAMES.get(name, name)} {{"
        for field, part in schema["properties"].items():
            if "description" in part:
                yield f"  /** {part['description']} */"
            mark = "" if always(name, field, part) else "?"
            yield f"  {field}{mark}: {type_of(part, 'typescript')};"
        yield "}\n"


def written(openapi):
    """The files of both SDKs and what they say."""
    schemas = described(openapi)
    here = pathlib.Path(__file__).parent
    return {
        here / "python/src/mnemon/models.py": "\n".join(python(schemas)),
        here / "typescript/src/models.ts": "\n".join(typescript(schemas)),
    }


def main():
    with urllib.request.urlopen(sys.argv[1]) as answer:
        for file, text in written(json.load(answer)).items():
            file.write_text(text)


if __name__ == "__main__":
    main()
