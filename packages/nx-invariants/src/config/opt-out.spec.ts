import { describe, expect, it } from 'vitest';
import { optOutReasonIn } from './opt-out';

const projectJson = (optOut: unknown) => JSON.stringify({ metadata: { invariants: { optOut } } });

describe('optOutReasonIn', () => {
  it.each([
    ['a reason', projectJson({ coverage: 'generated code' }), 'coverage', 'generated code'],
    ['another check', projectJson({ coverage: 'generated code' }), 'docker-context', undefined],
    ['an empty reason', projectJson({ coverage: ' ' }), 'coverage', undefined],
    ['no text', projectJson({ coverage: true }), 'coverage', undefined],
    ['an inherited name', projectJson({}), 'constructor', undefined],
    ['the guard of the configuration', projectJson({ configuration: 'no' }), 'configuration', undefined],
    ['the guard of the catalogue', projectJson({ 'invariant-map': 'no' }), 'invariant-map', undefined],
    ['what is not JSON', '{', 'coverage', undefined],
    ['no project.json', undefined, 'coverage', undefined],
  ])('%s', (_what, text, check, reason) => {
    expect(optOutReasonIn(text, check)).toBe(reason);
  });
});
