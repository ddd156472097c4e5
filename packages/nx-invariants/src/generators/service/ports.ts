import { isRecord } from '../../config/record';
import { parseYamlDocument } from '../../config/yaml-document';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';

const firstPort = 8080;

/** The ports that Compose services publish on the host, each with the service that does. */
export function publishedPorts(facts: WorkspaceFacts): ReadonlyMap<number, string> {
  const published = new Map<number, string>();
  for (const file of facts.compose) {
    for (const [service, definition] of servicesOf(facts.text(file))) {
      const ports = isRecord(definition) && Array.isArray(definition.ports) ? definition.ports : [];
      for (const port of ports.map(hostPort)) {
        if (port !== undefined) published.set(port, `${service} in ${file}`);
      }
    }
  }
  return published;
}

/** The first port from 8080 on that no Compose service publishes and no Dockerfile exposes. */
export function firstFreePort(facts: WorkspaceFacts): number {
  const taken = new Set([...publishedPorts(facts).keys(), ...exposedPorts(facts)]);
  let port = firstPort;
  while (taken.has(port)) port++;
  return port;
}

function exposedPorts(facts: WorkspaceFacts): number[] {
  return facts.sources
    .filesIn('.')
    .filter((file) => /(^|\/)Dockerfile[^/]*$/.test(file))
    .flatMap((file) => [...(facts.text(file) ?? '').matchAll(/^\s*EXPOSE\s+(\d{1,5})/gim)])
    .map(([, port]) => Number(port));
}

function servicesOf(text: string | undefined): [string, unknown][] {
  const parsed = parseYamlDocument(text ?? '', { merge: true });
  if (!parsed.ok) return [];
  const content: unknown = parsed.document.toJS({ maxAliasCount: 100 });
  return isRecord(content) && isRecord(content.services) ? Object.entries(content.services) : [];
}

/** `8080:80`, `127.0.0.1:8080:80/tcp` or the long form; a range or a variable is left out. */
function hostPort(port: unknown): number | undefined {
  if (isRecord(port)) return /^\d+$/.test(String(port.published)) ? Number(port.published) : undefined;
  const match = /(?:^|:)(\d+):\d+(?:\/\w+)?$/.exec(String(port));
  return match ? Number(match[1]) : undefined;
}
