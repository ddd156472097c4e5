import { describe, expect, it } from 'vitest';
import { portKey } from '../topology';
import { readCompose } from './read';

describe('the ports of a service', () => {
  it.each([
    ['ports: ["8080:80"], expose: [80, 81]', ['80/tcp 8080', '81/tcp']],
    ['ports: ["8080:80/udp"], expose: [80]', ['80/tcp', '80/udp 8080']],
    ['ports: ["8080:80", "9090:80"]', ['80/tcp 8080', '80/tcp 9090']],
    ['expose: ["8000-8002/udp", "8001/udp"]', ['8000/udp', '8001/udp', '8002/udp']],
  ])('%s', (written, expected) => {
    const text = `services: { a: { image: x, ${written} } }`;
    const result = readCompose({ files: ['compose.yaml'], read: () => text, env: {} });
    const ports = result.ok ? result.value.services.get('a')?.ports : undefined;
    expect(ports?.map((port) => `${portKey(port)} ${port.published ?? ''}`.trim())).toEqual(expected);
  });
});
