import { describe, expect, it } from 'vitest';
import { temporaryWorkspace } from '../../testing/temporary-workspace';
import { requireFromWorkspace } from './workspace-require';

const installed = (folder: string, version: string) => ({
  [`${folder}/node_modules/some-plugin/package.json`]: { name: 'some-plugin', version },
});

describe('requireFromWorkspace', () => {
  it.each([
    ['node_modules', installed('.', '1.0.0'), '1.0.0'],
    ['.nx/installation', installed('.nx/installation', '2.0.0'), '2.0.0'],
    ['both', { ...installed('.', '1.0.0'), ...installed('.nx/installation', '2.0.0') }, '1.0.0'],
  ])('finds a package in %s', (_where, files, version) => {
    const manifest = requireFromWorkspace(temporaryWorkspace(files), 'some-plugin/package.json');
    expect(manifest).toMatchObject({ version });
  });

  it('throws where there is none', () => {
    expect(() => requireFromWorkspace(temporaryWorkspace({}), 'some-plugin')).toThrow(
      /^Cannot find module 'some-plugin'/,
    );
  });
});
