import { describe, expect, it } from 'vitest';
import { type BuildCase, resolveBuildCase } from '../cases/build-case';
import { contextFilesTaken } from './context-paths';
import { contextRemarks } from './remarks';

const PATHS = [
  '.env',
  '.env.example',
  '.env.production',
  '.git/HEAD',
  '.git/refs/main',
  '.npmrc',
  '.ssh/known_hosts',
  'certs/server.key',
  'certs/server.crt',
  'environment.ts',
  'home/.aws/credentials',
  'id_ed25519',
  'VERSION',
];

function resolve(text: string) {
  const files: BuildCase['files'] = [
    { path: 'Dockerfile', type: 'file', text },
    ...PATHS.map((path) => ({ path: `context/${path}`, type: 'file' as const, text: 'x' })),
  ];
  return resolveBuildCase({ id: 'remarks', dockerfile: 'Dockerfile', context: 'context', files });
}

describe('contextRemarks', () => {
  it.each([
    [
      'COPY . /',
      [
        'environment .env',
        'environment .env.production',
        'repository .git',
        'credentials .npmrc',
        'credentials .ssh/known_hosts',
        'key certs/server.key',
        'credentials home/.aws/credentials',
        'key id_ed25519',
      ],
    ],
    ['COPY certs /', ['key certs/server.key']],
    ['COPY *.ts VERSION /', []],
    ['COPY certs/server.key .env .git /', []],
    ['COPY --exclude=.* --exclude=**/*.key --exclude=id_* --exclude=home . /', []],
  ])('tells the secrets that %s takes along', (line, expected) => {
    const told = contextRemarks(resolve(`FROM scratch\n${line}\n`)).map((remark) =>
      remark.kind === 'secret-taken' ? `${remark.secret} ${remark.path}` : remark.kind,
    );
    expect(told).toEqual(expected);
  });

  it.each([
    ['COPY $UNSET /x', ['$UNSET']],
    [`COPY "\${DIR}/" $OTHER /x`, [`"\${DIR}/"`, '$OTHER']],
    [`COPY \${DIR:-.} /x`, []],
    ['COPY . / /x', []],
    ['COPY nope $UNSET /x', []],
  ])('tells that %s takes everything for want of a value', (line, expected) => {
    const remarks = contextRemarks(resolve(`FROM scratch\n${line}\n`));
    expect(remarks.flatMap((remark) => (remark.kind === 'secret-taken' ? [] : [remark.source]))).toEqual(
      expected,
    );
  });

  it('points to the instruction or the source', () => {
    const [first, ...rest] = contextRemarks(resolve('FROM scratch\nARG X\nCOPY --chmod=644 $X certs /x/\n'));
    expect(first).toEqual({
      kind: 'whole-context-by-variable',
      range: { line: 3, column: 18, endLine: 3, endColumn: 20 },
      source: '$X',
    });
    expect(rest.every(({ range }) => range.line === 3 && range.column === 1)).toBe(true);
    expect(rest.length).toBeGreaterThan(0);
  });

  it('says nothing of a text that is no Dockerfile, of other stages and of mounts', () => {
    expect(contextRemarks(resolve(''))).toEqual([]);
    const mounted = 'FROM scratch AS a\nRUN --mount=target=/m true\nFROM scratch\nCOPY --from=a / /\n';
    expect(contextRemarks(resolve(mounted))).toEqual([]);
  });
});

it('shows whether a file such as VERSION gets into the build', () => {
  expect(contextFilesTaken(resolve('FROM scratch\nCOPY certs /\n'))).not.toContain('VERSION');
  expect(contextFilesTaken(resolve('FROM scratch\nCOPY V* /\n'))).toContain('VERSION');
});
