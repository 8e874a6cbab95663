"""Whether a resource has every field, of the type that the client declares."""


class Shapes:
    def __init__(self, fields, differences):
        self.objects = {}
        for line in fields:
            name, field, null, kind = line.split("\t")
            self.objects.setdefault(name, []).append((field, null == "null", kind))
        # "Mandate.scheme" -> ("null" or "absent", why)
        self.differences = {line.split("\t")[0]: line.split("\t")[1] for line in differences}

    def findings(self, name, resource):
        for field, may_be_null, kind in self.objects[name]:
            place = f"{name}.{field}"
            if field not in resource:
                difference = "absent"
            elif resource[field] is None and not may_be_null:
                difference = "null"
            else:
                difference = None
            if difference:
                if self.differences.get(place) != difference:
                    yield f"{place} is {difference}"
            elif resource[field] is not None:
                yield from self.of_kind(place, kind, resource[field])

    def of_kind(self, place, kind, value):
        if kind.endswith("[]"):
            if not isinstance(value, list):
                yield f"{place} is no list: {value!r}"
                return
            for item in value:
                yield from self.of_kind(place, kind[:-2].strip(), item)
        elif kind.startswith("one of "):
            if value not in kind.split()[2:]:
                yield f"{place} is {value!r}, not {kind}"
        elif kind in self.objects:
            if isinstance(value, dict):
                yield from self.links(place, kind, value) if kind.endswith("Links") else self.findings(kind, value)
            else:
                yield f"{place} is no object: {value!r}"
        elif not isinstance(value, {"string": str, "number": int, "boolean": bool}.get(kind, object)):
            yield f"{place} is {value!r}, not a {kind}"

    def links(self, place, kind, value):
        """Links that lead nowhere may be left out."""
        for field, _, of in self.objects[kind]:
            if value.get(field) is not None:
                yield from self.of_kind(f"{place}.{field}", of, value[field])
