import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const paths = readFileSync(join(root, '.github', 'CODEOWNERS'), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => line.split(/\s+/)[0]);

it('guards what the invariants rest on', () => {
  const { plugins } = JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8'));
  const { contracts, customChecks } = plugins[0].options;
  const needed = [
    '.github/CODEOWNERS',
    '.github/workflows/ci.yml',
    'coverage-config.json',
    'invariants.json',
    'invariants.waivers.json',
    'nx.json',
    contracts,
    ...customChecks,
  ];
  const isGuarded = (file) => paths.some((path) => `/${file}/`.startsWith(path.replace(/\/?$/, '/')));
  expect(needed.filter((file) => !isGuarded(file))).toEqual([]);
});
