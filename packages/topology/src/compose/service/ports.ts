import { byPort, type PortFact, portKey, protocolOf } from '../../topology';
import { at, itemsOf, printed, type Tree } from '../../yaml/tree';

export function readPorts(tree: Tree): PortFact[] {
  const ports = new Map<string, PortFact>();
  for (const item of itemsOf(at(tree, 'ports'))) {
    const container = Number(printed(at(item, 'target')));
    const port: PortFact = {
      container,
      protocol: protocolOf(printed(at(item, 'protocol'))),
      published: printed(at(item, 'published')) || undefined,
      location: item.location,
    };
    ports.set(`${portKey(port)} ${port.published}`, port);
  }
  for (const item of itemsOf(at(tree, 'expose'))) {
    const [range = '', protocol] = (printed(item) ?? '').split('/');
    const [start = '', end = start] = range.split('-');
    for (let container = Number(start); container <= Number(end) && container <= 65_535; container++) {
      const port: PortFact = {
        container,
        protocol: protocolOf(protocol),
        published: undefined,
        location: item.location,
      };
      if (![...ports.values()].some((known) => portKey(known) === portKey(port))) {
        ports.set(portKey(port), port);
      }
    }
  }
  return [...ports.values()].sort(byPort);
}
