/**
 * The topology engine, loaded when there is something for it to read: it carries the Compose Specification's
 * schema, and every nx command waits for inference.
 */
export function loadTopology(): typeof import('@nx-invariants/topology') {
  return require('@nx-invariants/topology');
}
