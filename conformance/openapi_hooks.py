"""What schemathesis is told about the OpenAPI document beyond the document itself."""

import copy

import schemathesis

REFERENCE = "#/components/schemas/"


@schemathesis.hook
def before_load_schema(context, document):
    schemas = document["components"]["schemas"]
    wishes = {name + "Wish": nullable(schema) for name, schema in schemas.items()}
    for operations in document["paths"].values():
        for operation in operations.values():
            # It stands for what can happen anywhere; here it would hide what is not documented.
            del operation["responses"]["default"]
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content["schema"] = wish(content["schema"])
    schemas.update(wishes)


def nullable(schema):
    """In a request null is the same as leaving a field out, as the document says in words."""
    schema = copy.deepcopy(schema)
    for name, part in schema.get("properties", {}).items():
        schema["properties"][name] = {"anyOf": [wish(part), {"type": "null"}]}
    return schema


def wish(schema):
    if "$ref" in schema:
        return {"$ref": schema["$ref"] + "Wish"}
    if "items" in schema:
        return {**schema, "items": wish(schema["items"])}
    return schema
