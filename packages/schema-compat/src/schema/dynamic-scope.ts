import type { Place } from './resources';

/**
 * The outermost place of each dynamic anchor on the way to a subschema: what `$dynamicRef` and `$recursiveRef` mean there.
 * There are finitely many, so that a subschema compiled once for each scope it is met in needs no dynamic reference.
 */
export type DynamicScope = { key: string; anchors: ReadonlyMap<string, Place> };

/** A subschema and the dynamic scope it is met in. */
export type Site = { place: Place; scope: DynamicScope };

export const EMPTY_SCOPE: DynamicScope = { key: '', anchors: new Map() };

/** The name under which the root of a resource with `$recursiveAnchor: true` is an anchor; no `$dynamicAnchor` is empty. */
export const RECURSIVE_ANCHOR = '';

/** The scope inside a resource: its anchors count where no outer resource has them. */
export function enterResource(scope: DynamicScope, anchors: ReadonlyMap<string, Place>): DynamicScope {
  const fresh = [...anchors].filter(([name]) => !scope.anchors.has(name));
  if (fresh.length === 0) return scope;
  const all = new Map([...scope.anchors, ...fresh]);
  const key = [...all].map(([name, place]) => `${name}=${place.pointer}`).sort();
  return { key: JSON.stringify(key), anchors: all };
}
