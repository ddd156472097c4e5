import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBuilder } from './builder.mjs';
import { compareVerdict } from './compare.mjs';
import { generateCase } from './generate.mjs';

const require = createRequire(import.meta.url);
const { resolveBuildCase } = require(join(import.meta.dirname, '../../../packages/docker-context'));

describe('generateCase', () => {
  it('gives the same case for the same seed, and others for others', () => {
    const cases = Array.from({ length: 50 }, (_, seed) => JSON.stringify(generateCase(seed)));
    expect(cases).toEqual(Array.from({ length: 50 }, (_, seed) => JSON.stringify(generateCase(seed))));
    expect(new Set(cases.map((text) => text.replace(/"fuzz-\d+"/, ''))).size).toBe(50);
  });

  it('gives a Dockerfile, and files that can be made', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { dockerfile, files } = generateCase(seed);
      const paths = files.map(({ path }) => path);
      expect(paths).toContain(dockerfile);
      expect(new Set(paths).size).toBe(paths.length);
      const leaves = files.filter(({ type }) => type !== 'dir').map(({ path }) => path);
      expect(leaves.filter((path) => paths.some((other) => other.startsWith(`${path}/`)))).toEqual([]);
    }
  });
});

describe('fuzz.mjs', () => {
  it('says how it is called, and needs no builder for that', () => {
    const program = join(import.meta.dirname, 'fuzz.mjs');
    expect(execFileSync(process.execPath, [program, '--help'], { encoding: 'utf8' })).toBe(
      'usage: fuzz.mjs [--cases 2000] [--seed 1] [--record FOLDER] [--show undecided|failures]\n',
    );
  });
});

describe('compareVerdict', () => {
  const given = (text) => ({
    id: 'x',
    dockerfile: 'Dockerfile',
    context: '.',
    files: [
      { path: 'Dockerfile', type: 'file', text },
      { path: 'a', type: 'file', text: '' },
    ],
  });
  const built = { ok: true, error: null, line: null, files: ['a'] };
  const failed = { ok: false, error: 'no', line: 2, files: null };

  it.each([
    ['FROM scratch\nCOPY a /\n', built, { verdict: 'right', files: 'right' }],
    ['FROM scratch\nCOPY a /b\n', built, { verdict: 'right', files: 'wrong' }],
    ['FROM scratch\nCOPY b /\n', built, { verdict: 'wrong' }],
    ['FROM scratch\nCOPY a /\n', failed, { verdict: 'wrong' }],
    ['FROM scratch\nCOPY b /\n', failed, { verdict: 'right', line: 'right' }],
    ['FROM scratch\nWORKDIR /x\nCOPY b /\n', failed, { verdict: 'right', line: 'wrong' }],
    ['FROM alpine\nCOPY --from=alpine b /\n', failed, { verdict: 'undecided' }],
    ['nonsense', failed, { verdict: 'right', line: 'wrong' }],
  ])('of %j', (text, verdict, standings) => {
    const compared = compareVerdict(resolveBuildCase(given(text)), verdict);
    expect(compared.standings).toEqual(standings);
    expect(compared.different).toBe(Object.values(standings).includes('wrong'));
  });
});

// Where no builder is at hand the package's own specs replay recorded cases.
it.skipIf(!process.env.BUILDKIT_HOST)(
  'agrees with the builder at BUILDKIT_HOST on 36 cases',
  async () => {
    const builder = await openBuilder();
    try {
      for (let seed = 1; seed <= 36; seed++) {
        const given = generateCase(seed);
        const { different, told } = compareVerdict(resolveBuildCase(given), builder.build(given));
        expect(different ? `${given.id}: ${told}` : 'the same').toBe('the same');
      }
    } finally {
      await builder.close();
    }
  },
  300_000,
);
