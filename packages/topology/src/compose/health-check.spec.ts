// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose's own templates are the subject.
import { describe, expect, it } from 'vitest';
import { readCompose } from './read';

describe('the health check of a service', () => {
  it.each([
    ['', 'unstated', false],
    ['healthcheck: { interval: 5s }', 'unstated', true],
    ['healthcheck: { disable: true }', 'disabled', true],
    ['healthcheck: { disable: "${OFF}" }', 'disabled', true],
    ['healthcheck: { disable: true, test: [CMD, ok] }', 'disabled', true],
    ['healthcheck: { test: [NONE] }', 'disabled', true],
    ['healthcheck: { test: NONE }', 'present', true],
    ['healthcheck: { test: [CMD, ok] }', 'present', true],
    ['healthcheck: { disable: false, test: ok }', 'present', true],
    ['healthcheck: { test: [] }', 'unstated', true],
  ])('%s is %s', (written, probeStatus, isStated) => {
    const text = `services:\n  a:\n    image: x\n    ${written}\n`;
    const result = readCompose({ files: ['compose.yaml'], read: () => text, env: { OFF: 'true' } });
    const service = result.ok ? result.value.services.get('a') : result.failures;
    expect(service).toMatchObject({ probeStatus, probes: probeStatus === 'present' ? [{}] : [] });
    expect(service).toHaveProperty('healthcheck', isStated ? expect.anything() : undefined);
  });
});
