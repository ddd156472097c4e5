import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Language } from '../workspace/language';
import { type CoverageSettings, type NativeAction, nativeCommand } from './command';

const said = (
  language: Language,
  action: NativeAction,
  settings: Partial<CoverageSettings> = {},
  fileNames: string[] = [],
) => {
  const { tool, args } = nativeCommand({
    language,
    action,
    settings: { reports: [], ...settings },
    folder: '/ws/apps/a',
    fileNames,
  });
  const name = tool.kind === 'program' ? tool.name : tool.kind === 'node-bin' ? tool.bin : tool.kind;
  return [name, ...args].join(' ');
};

describe('nativeCommand', () => {
  it.each<[Language, NativeAction, Partial<CoverageSettings>, string[], string]>([
    ['typescript', 'build', {}, [], 'tsc -p tsconfig.json'],
    ['typescript', 'build', {}, ['tsconfig.build.json'], 'tsc -p tsconfig.build.json'],
    ['typescript', 'build', {}, ['vite.config.mts', 'tsconfig.build.json'], 'vite build'],
    ['typescript', 'test', {}, [], 'vitest run'],
    ['typescript', 'test', { tool: 'c8' }, [], 'node --test --test-timeout=600000'],
    [
      'typescript',
      'coverage',
      { measurement: ' --coverage.all  x ' },
      [],
      'vitest run --coverage.enabled --coverage.reporter=json --coverage.reporter=text-summary --coverage.all x',
    ],
    [
      'typescript',
      'coverage',
      { tool: 'c8', measurement: '--all' },
      [],
      'c8 --reporter=json --reporter=text-summary --all node --test --test-timeout=600000',
    ],
    ['python', 'build', {}, [], 'python -m compileall -q -x [/\\\\]\\.venv[/\\\\] .'],
    ['python', 'test', {}, [], 'python -m pytest'],
    [
      'python',
      'coverage',
      {},
      [],
      'python -m pytest --cov --cov-report=json:coverage/coverage.json --cov-report=term',
    ],
    [
      'python',
      'coverage',
      { reports: ['out/c.json'], measurement: '--cov-branch' },
      [],
      'python -m pytest --cov --cov-report=json:out/c.json --cov-report=term --cov-branch',
    ],
    ['go', 'build', {}, [], 'go build -mod=readonly -o dist/ ./...'],
    ['go', 'test', {}, [], 'go test -mod=readonly -timeout=10m ./...'],
    [
      'go',
      'coverage',
      {},
      [],
      'go test -mod=readonly -timeout=10m -coverprofile=coverage/coverage.out ./...',
    ],
    [
      'go',
      'coverage',
      { reports: ['../../coverage/a.out'], measurement: '-covermode=atomic' },
      [],
      'go test -mod=readonly -timeout=10m -coverprofile=../../coverage/a.out -covermode=atomic ./...',
    ],
    ['rust', 'build', {}, [], 'cargo build --locked'],
    ['rust', 'test', {}, [], 'cargo test --locked'],
  ])('%s %s with %j and %j', (language, action, settings, fileNames, expected) => {
    expect(said(language, action, settings, fileNames)).toBe(expected);
  });

  it.each([
    [[], join('/ws/apps/a/coverage')],
    [['../../out/a/tarpaulin-report.json'], join('/ws/out/a')],
  ])('lets tarpaulin leave %j in %s, whatever Cargo workspace the project is in', (reports, expected) => {
    expect(said('rust', 'coverage', { reports })).toContain(` --output-dir ${expected}`);
  });

  it('measures Rust with the LLVM engine, and passes the measurement on as plain arguments', () => {
    expect(said('rust', 'coverage', { measurement: '--lib --exclude-files src/main.rs;rm' })).toMatch(
      /^cargo tarpaulin --engine llvm .*--locked --out Json --output-dir \/ws\/apps\/a\/coverage --lib --exclude-files src\/main\.rs;rm$/,
    );
  });
});
