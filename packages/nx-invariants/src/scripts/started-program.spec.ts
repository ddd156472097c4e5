import { describe, expect, it } from 'vitest';
import { flagValue, hasFlag, positionals, startedProgram } from './started-program';

const words = (text: string) => text.split(' ').map((word) => (word === '?' ? undefined : word));

describe('startedProgram', () => {
  it.each<[string, string | undefined]>([
    ['npm ci', 'npm: ci'],
    ['/usr/bin/npm ci', 'npm: ci'],
    ['.venv\\Scripts\\pip.exe install', 'pip: install'],
    ['sudo -E -u root npm ci', 'npm: ci'],
    ['env -u A B=1 npm ci', 'npm: ci'],
    ['cross-env A=1 vitest run', 'vitest: run'],
    ['timeout -k 5 60 nice -n 5 go test', 'go: test'],
    ['npx --yes vitest run', 'vitest: run'],
    ['npx -p vitest vitest', 'vitest: '],
    ['npx vitest@3 run', 'vitest: run'],
    ['pnpm dlx @scope/jest@30.1.0 --ci', 'jest: --ci'],
    ['npx nx-invariants@latest victory', 'nx-invariants: victory'],
    ['npx @scope/tool', 'tool: '],
    ['npm exec -- vitest run', 'vitest: run'],
    ['npm --prefix a exec vitest', 'vitest: '],
    ['pnpm --filter a exec vitest', 'vitest: '],
    ['yarn dlx jest', 'jest: '],
    ['poetry run pytest -q', 'pytest: -q'],
    ['uv run --frozen pytest', 'pytest: '],
    ['uv tool run pytest', 'pytest: '],
    ['python3.11 -u -m pytest -q', 'pytest: -q'],
    ['python -m coverage run -m pytest', 'pytest: '],
    ['python main.py', 'python: main.py'],
    ['coverage report', 'coverage: report'],
    ['npm run test', 'npm: run test'],
    ['npx', 'npx: '],
    ['env A=1', 'env: A=1'],
    ['? ci', undefined],
    ['npx ?', undefined],
    [`${'sudo '.repeat(9)}npm ci`, undefined],
  ])('%s', (command, expected) => {
    const found = startedProgram(words(command));
    expect(found && `${found.name}: ${found.args.join(' ')}`).toBe(expected);
  });
});

describe('arguments', () => {
  it('are told from flags', () => {
    const args = words('install -w a --x=1 b -- c ?');
    expect(positionals(args, ['-w'])).toEqual(['install', 'b', 'c', undefined]);
    expect([hasFlag(args, '--x'), hasFlag(args, '--y'), hasFlag(args, '--y', '-w')]).toEqual([
      true,
      false,
      true,
    ]);
    expect([flagValue(args, '--x'), flagValue(args, '-w'), flagValue(args, '-z')]).toEqual([
      '1',
      'a',
      undefined,
    ]);
  });
});
