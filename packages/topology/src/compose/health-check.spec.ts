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

  it('what a required variable without a value decides of its pace is told as it stands there', () => {
    const text = `services:
  a:
    image: x
    healthcheck: { test: ok, interval: "\${I:?}", timeout: "\${T:-5s}", retries: "\${R:?}" }
`;
    const input = { files: ['compose.yaml'], read: () => text, env: {} };
    const result = readCompose({ ...input, requiredVariables: 'assume' });
    const at = (column: number) => ({ file: 'compose.yaml', line: 4, column });
    expect(result.ok && result.value.services.get('a')?.healthcheck?.value).toEqual({
      interval: { value: '${I:?}', location: at(40) },
      timeout: { value: '5s', location: at(59) },
      retries: { value: '${R:?}', location: at(80) },
    });
  });
});
