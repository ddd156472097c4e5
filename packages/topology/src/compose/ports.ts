import { byPort, type PortFact, portKey, protocolOf } from '../topology';
import { at, itemsOf, printed, type Tree } from '../yaml/tree';

/** The ports of a canonical service, sorted: those it publishes, then those it only exposes. */
export function readPorts(service: Tree): PortFact[] {
  const ports = new Map<string, PortFact>();
  for (const item of itemsOf(at(service, 'ports'))) {
    const port: PortFact = {
      container: Number(printed(at(item, 'target'))),
      protocol: protocolOf(printed(at(item, 'protocol'))),
      published: printed(at(item, 'published')) || undefined,
      location: item.location,
    };
    ports.set(`${portKey(port)} ${port.published}`, port);
  }
  const published = new Set([...ports.values()].map(portKey));
  for (const port of itemsOf(at(service, 'expose')).flatMap(exposedPorts)) {
    if (!published.has(portKey(port)) && !ports.has(portKey(port))) ports.set(portKey(port), port);
  }
  return [...ports.values()].sort(byPort);
}

/** `PORT[-PORT][/PROTOCOL]` */
function exposedPorts(item: Tree): PortFact[] {
  const [range = '', protocol] = (printed(item) ?? '').split('/');
  const [start = '', end = start] = range.split('-');
  const ports: PortFact[] = [];
  for (let container = Number(start); container <= Number(end) && container <= 65_535; container++) {
    ports.push({
      container,
      protocol: protocolOf(protocol),
      published: undefined,
      location: item.location,
    });
  }
  return ports;
}
