import { describe, expect, it } from 'vitest';
import { parsePortSpec } from './port-spec';

describe('parsePortSpec', () => {
  const port = (container: number, published?: string, protocol = 'tcp', hostIp?: string) => ({
    container,
    published,
    protocol,
    hostIp,
  });
  it.each([
    ['80', [port(80)]],
    ['8080:80', [port(80, '8080')]],
    ['127.0.0.1:53:53/udp', [port(53, '53', 'udp', '127.0.0.1')]],
    ['[::1]::80', [port(80, undefined, 'tcp', '::1')]],
    ['1-2:3-4', [port(3, '1'), port(4, '2')]],
    ['5000-5010:80', [port(80, '5000-5010')]],
  ])('%s', (text, ports) => {
    expect(parsePortSpec(text)).toEqual({ ok: true, ports });
  });

  it.each(['', '80:', '0', '65536', '2-1', '1-3:5-6', '80/icmp', 'host:80:80', 'x', '80-x', 'x:80'])(
    '%j is an error',
    (text) => {
      expect(parsePortSpec(text).ok).toBe(false);
    },
  );
});
