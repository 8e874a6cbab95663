// Whether a resource has every field, of the type that the client declares.

export class Shapes {
  constructor(fields, differences) {
    this.objects = new Map();
    for (const line of fields) {
      const [name, field, mayBeNull, kind] = line.split("\t");
      if (!this.objects.has(name)) this.objects.set(name, []);
      this.objects.get(name).push({ field, mayBeNull: mayBeNull === "null", kind });
    }
    // "Mandate.scheme" -> "null" or "absent"
    this.differences = new Map(differences.map((line) => line.split("\t", 2)));
  }

  *findings(name, resource) {
    for (const { field, mayBeNull, kind } of this.objects.get(name)) {
      const place = `${name}.${field}`;
      const value = resource[field];
      const difference = value === undefined ? "absent" : value === null && !mayBeNull ? "null" : null;
      if (difference) {
        if (this.differences.get(place) !== difference) yield `${place} is ${difference}`;
      } else if (value !== null) {
        yield* this.ofKind(place, kind, value);
      }
    }
  }

  *ofKind(place, kind, value) {
    const shown = JSON.stringify(value);
    if (kind.endsWith("[]")) {
      if (!Array.isArray(value)) return yield `${place} is no list: ${shown}`;
      for (const item of value) yield* this.ofKind(place, kind.slice(0, -2).trim(), item);
    } else if (kind.startsWith("one of ")) {
      if (!kind.split(" ").slice(2).includes(value)) yield `${place} is ${shown}, not ${kind}`;
    } else if (this.objects.has(kind)) {
      if (typeof value !== "object") yield `${place} is no object: ${shown}`;
      // Links that lead nowhere may be left out.
      else if (!kind.endsWith("Links")) yield* this.findings(kind, value);
    } else if (["string", "number", "boolean"].includes(kind) && typeof value !== kind) {
      yield `${place} is ${shown}, not a ${kind}`;
    }
  }
}
