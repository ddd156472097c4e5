import { isObject, type Json, type JsonObject, member, setMember } from '../json';

const MAX_ATTEMPTS = 300;

/** A smaller document that still passes `keeps`, by dropping members and items and simplifying what remains. */
export function shrink(document: Json, keeps: (candidate: Json) => boolean): Json {
  let attempts = 0;
  const tries = (candidate: Json) => {
    attempts += 1;
    return attempts <= MAX_ATTEMPTS && keeps(candidate);
  };
  const reduce = (value: Json, embed: (part: Json) => Json): Json => {
    let current = value;
    for (const smaller of [...dropped(current)]) {
      if (!stillThere(current, smaller.without)) continue;
      const candidate = smaller.apply(current);
      if (tries(embed(candidate))) current = candidate;
    }
    if (Array.isArray(current)) {
      for (let index = 0; index < current.length; index += 1) {
        const items: Json[] = current;
        const item = reduce(items[index] as Json, (part) => embed(items.with(index, part)));
        current = items.with(index, item);
      }
    } else if (isObject(current)) {
      for (const key of Object.keys(current)) {
        const object: JsonObject = current;
        const part = reduce(member(object, key) as Json, (inner) => embed(withMember(object, key, inner)));
        current = withMember(object, key, part);
      }
    }
    return current;
  };
  return reduce(document, (part) => part);
}

type Drop = { without: string | number; apply(value: Json): Json };

function* dropped(value: Json): Iterable<Drop> {
  if (Array.isArray(value)) {
    for (let index = value.length - 1; index >= 0; index -= 1) {
      yield { without: index, apply: (items) => (items as Json[]).filter((_, at) => at !== index) };
    }
  } else if (isObject(value)) {
    for (const key of Object.keys(value))
      yield { without: key, apply: (object) => withoutMember(object as JsonObject, key) };
  }
}

function stillThere(value: Json, key: string | number): boolean {
  return Array.isArray(value) ? (key as number) < value.length : isObject(value) && Object.hasOwn(value, key);
}

function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  const copy: JsonObject = {};
  for (const name of Object.keys(object))
    setMember(copy, name, name === key ? value : (member(object, name) as Json));
  return copy;
}

function withoutMember(object: JsonObject, key: string): JsonObject {
  const copy: JsonObject = {};
  for (const name of Object.keys(object))
    if (name !== key) setMember(copy, name, member(object, name) as Json);
  return copy;
}
