import { isIP } from 'node:net';

export interface ParsedPort {
  readonly hostIp: string | undefined;
  readonly published: string | undefined;
  readonly container: number;
  readonly protocol: string;
}

export type ParsedPorts =
  | { readonly ok: true; readonly ports: readonly ParsedPort[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads Compose's short port syntax `[[IP:]HOST[-HOST]:]CONTAINER[-CONTAINER][/PROTOCOL]`; a range stands
 * for one entry per container port. The rules are those of docker/go-connections `nat.ParsePortSpec`.
 */
export function parsePortSpec(text: string): ParsedPorts {
  const parts = text.split(':');
  const containerPart = parts.at(-1) ?? '';
  const hostPart = parts.at(-2) ?? '';
  const ip = parts
    .slice(0, -2)
    .join(':')
    .replace(/^\[(.*)\]$/, '$1');
  const [containerText = '', protocolText] = containerPart.split('/');
  const protocol = (protocolText || 'tcp').toLowerCase();

  if (containerText === '') return { ok: false, reason: `no container port in "${text}"` };
  if (!['tcp', 'udp', 'sctp'].includes(protocol))
    return { ok: false, reason: `unknown protocol "${protocolText}"` };
  if (ip !== '' && isIP(ip) === 0) return { ok: false, reason: `"${ip}" is not an IP address` };

  const container = parseRange(containerText);
  if (container === undefined || container.start === 0)
    return { ok: false, reason: `"${containerText}" is not a container port or range` };
  const host = hostPart === '' ? undefined : parseRange(hostPart);
  if (hostPart !== '' && host === undefined) {
    return { ok: false, reason: `"${hostPart}" is not a host port or range` };
  }
  const count = container.end - container.start;
  if (host !== undefined && host.end - host.start !== count && count !== 0) {
    return { ok: false, reason: `the ranges ${hostPart} and ${containerText} differ in length` };
  }

  const ports = Array.from({ length: count + 1 }, (_, index): ParsedPort => {
    const published =
      host === undefined
        ? undefined
        : count === 0 && host.end !== host.start
          ? `${host.start}-${host.end}`
          : String(host.start + index);
    return { hostIp: ip === '' ? undefined : ip, published, container: container.start + index, protocol };
  });
  return { ok: true, ports };
}

function parseRange(text: string): { readonly start: number; readonly end: number } | undefined {
  const [startText = '', endText] = text.split('-');
  const start = parsePort(startText);
  const end = endText === undefined ? start : parsePort(endText);
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}
