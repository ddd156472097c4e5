import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryWorkspace } from '../../testing/temporary-workspace';
import { runNx } from './run-nx';

const program = `require('node:fs').writeFileSync('called.json', JSON.stringify([process.argv.slice(2), process.env.NX_BASE]));
process.exit(1);`;

it.each<[string, unknown]>([
  ['dist/bin/nx.js', { nx: './dist/bin/nx.js' }],
  ['bin/nx.js', './bin/nx.js'],
])(
  'runs the program that the manifest of nx names, %s, with arguments that no shell reads',
  async (file, bin) => {
    const root = temporaryWorkspace({
      'node_modules/nx/package.json': { name: 'nx', version: '1.0.0', bin },
      [`node_modules/nx/${file}`]: program,
    });
    const args = ['run-many', '--projects=$(touch x);`y`'];
    expect(await runNx(root, args, { NX_BASE: 'v1' })).toEqual({ kind: 'ran' });
    expect(JSON.parse(readFileSync(join(root, 'called.json'), 'utf8'))).toEqual([args, 'v1']);
  },
);

it('says that there is no nx', async () => {
  expect(await runNx(temporaryWorkspace({}), [], {})).toEqual({
    kind: 'not-started',
    reason: expect.stringContaining("Cannot find module 'nx/package.json'"),
  });
});
