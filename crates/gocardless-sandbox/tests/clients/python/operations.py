"""One call of every operation that the client has, in the order of operations.json."""

import json
from pathlib import Path

from gocardless_pro.errors import ApiError
from gocardless_pro.list_response import ListResponse

import shapes

FOLDER = Path(__file__).resolve().parent.parent


def lines(name):
    text = (FOLDER / name).read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def filled(value, known):
    """The value with `$customer` and its like replaced; what is not known yet is an id that nothing has."""
    if isinstance(value, dict):
        return {key: filled(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, known) for item in value]
    if isinstance(value, str) and value.startswith("$"):
        return known.get(value[1:], "XX123")
    return value


def call(client, operation, known):
    """The answer's resources, and whether it was a list."""
    service = getattr(client, operation["service"])
    arguments = {}
    if "id" in operation:
        arguments["identity"] = filled(operation["id"], known)
    if "params" in operation:
        arguments["params"] = filled(operation["params"], known)
    answer = getattr(service, operation["python"])(**arguments)
    if isinstance(answer, ListResponse):
        return [item.attributes for item in answer.records]
    return [answer.attributes] if answer.attributes else []


def reason(error):
    return next((item["reason"] for item in error.errors or [] if "reason" in item), error.type)


def walk(client):
    known, findings, called = {}, [], set()
    shape = shapes.Shapes(lines("fields.tsv"), lines("differences.tsv"))
    for operation in json.loads((FOLDER / "operations.json").read_text()):
        name = f"{operation['service']}.{operation['python']}"
        called.add(name)
        try:
            resources = call(client, operation, known)
        except ApiError as error:
            str(error)
            if reason(error) != operation.get("refused"):
                findings.append(f"{name}: {error.code} {reason(error)}: {error}")
            continue
        if "refused" in operation:
            findings.append(f"{name} should be refused with {operation['refused']}")
        for resource in resources or []:
            findings += (f"{name}: {finding}" for finding in shape.findings(operation["object"], resource))
        if "keep" in operation and resources:
            known[operation["keep"]] = resources[0]["id"]
    return len(called), findings
