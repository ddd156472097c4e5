import { describe, expect, it } from 'vitest';
import { optOutOf } from './opt-out';

const metadata = (optOut: unknown) => ({ metadata: { invariants: { optOut } } });
const projectJson = (optOut: unknown) => ({ 'project.json': JSON.stringify(metadata(optOut)) });
const packageJson = (optOut: unknown) => ({ 'package.json': JSON.stringify({ nx: metadata(optOut) }) });

describe('optOutOf', () => {
  it.each<[string, { readonly [file: string]: string }, string, object | undefined]>([
    [
      'a reason in project.json',
      projectJson({ coverage: 'generated code' }),
      'coverage',
      { reason: 'generated code', file: 'project.json' },
    ],
    [
      'a reason in package.json',
      { ...projectJson({}), ...packageJson({ coverage: 'generated code' }) },
      'coverage',
      { reason: 'generated code', file: 'package.json' },
    ],
    [
      'package.json outside of its key nx',
      { 'package.json': JSON.stringify(metadata({ coverage: 'x' })) },
      'coverage',
      undefined,
    ],
    ['another check', projectJson({ coverage: 'generated code' }), 'docker-context', undefined],
    ['an empty reason', projectJson({ coverage: ' ' }), 'coverage', undefined],
    ['no text', projectJson({ coverage: true }), 'coverage', undefined],
    ['an inherited name', projectJson({}), 'constructor', undefined],
    ['the guard of the configuration', projectJson({ configuration: 'no' }), 'configuration', undefined],
    ['the guard of the catalogue', packageJson({ 'invariant-map': 'no' }), 'invariant-map', undefined],
    ['what is not JSON', { 'project.json': '{', 'package.json': '{' }, 'coverage', undefined],
    ['no file', {}, 'coverage', undefined],
  ])('%s', (_what, texts, check, expected) => {
    expect(optOutOf((file) => texts[file], check)).toEqual(expected);
  });
});
