import { describe, expect, it } from 'vitest';
import type { ReadResult } from '../../check/declared-files';
import type { CheckContext } from '../../check/define-check';
import check, { type Options } from './check';

const contextWith = (content: ReadResult) =>
  ({
    project: { name: 'a', root: 'services/a' },
    options: { file: 'README.md' },
    files: { read: () => content },
  }) as unknown as CheckContext<Options>;

const finding = (message: string) => ({
  severity: 'error',
  file: 'services/a/README.md',
  message,
  expected: 'a file with content',
  fix: 'write services/a/README.md',
});

describe('contract-copies', () => {
  it.each<[string, ReadResult, object[]]>([
    ['a file with content', { kind: 'read', text: '# a\n' }, []],
    ['an empty file', { kind: 'read', text: '\n' }, [finding('services/a/README.md is empty')]],
    ['no file', { kind: 'missing' }, [finding('a has no README.md')]],
    ['an unreadable file', { kind: 'unreadable', reason: 'no right' }, [finding('a has no README.md')]],
  ])('judges %s', async (_, content, findings) => {
    expect(await check.run(contextWith(content))).toEqual({
      subjects: ['services/a/README.md'],
      findings,
      details: null,
    });
  });

  it('sits on services only, and reads what it declares', () => {
    const applies = (isService: boolean) =>
      check.applies({ isService } as never, {} as never, { file: 'README.md' });
    expect(applies(true)).toEqual({ inputs: ['{projectRoot}/README.md'] });
    expect(applies(false)).toBeUndefined();
  });
});
