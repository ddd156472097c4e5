import type { NodeId, NodeStore } from './node';

/** The nodes a node is made of that judge the same value. */
export function inPlace(store: NodeStore, id: NodeId): readonly NodeId[] {
  const node = store.get(id);
  switch (node.kind) {
    case 'all':
    case 'any':
    case 'one':
      return node.of;
    case 'not':
      return [node.of];
    case 'reference':
      return [store.target(node.id)];
    default:
      return [];
  }
}

/**
 * The references that reach themselves without stepping into a member or item: what such a schema means is undefined.
 * Tarjan's strongly connected components, without recursion.
 */
export function cyclicReferences(store: NodeStore): string[] {
  const order = new Map<NodeId, number>();
  const low = new Map<NodeId, number>();
  const onStack = new Set<NodeId>();
  const component: NodeId[] = [];
  const cyclic: string[] = [];
  const lower = (id: NodeId, to: number) => low.set(id, Math.min(low.get(id) ?? to, to));
  const close = (id: NodeId) => {
    if (low.get(id) !== order.get(id)) return;
    const members = component.splice(component.indexOf(id));
    for (const one of members) {
      onStack.delete(one);
      const node = store.get(one);
      const isCyclic = members.length > 1 || inPlace(store, one).includes(one);
      if (isCyclic && node.kind === 'reference') cyclic.push(node.id);
    }
  };
  for (const [, start] of store.references()) {
    const path: { id: NodeId; next: NodeId[] }[] = [];
    const enter = (id: NodeId) => {
      order.set(id, order.size);
      lower(id, order.get(id) as number);
      component.push(id);
      onStack.add(id);
      path.push({ id, next: [...inPlace(store, id)] });
    };
    if (!order.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const child = top.next.pop();
      if (child === undefined) {
        path.pop();
        close(top.id);
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.id, low.get(top.id) as number);
      } else if (!order.has(child)) enter(child);
      else if (onStack.has(child)) lower(top.id, order.get(child) as number);
    }
  }
  return cyclic;
}
