import { dirname, join } from 'node:path';
import { unreachable } from '../unreachable';
import type { Language } from '../workspace/language';

export type NativeAction = 'build' | 'test' | 'coverage';

/** What a native target runs, before its tool is looked up on the machine. */
export interface NativeCommand {
  readonly tool: NativeTool;
  readonly args: readonly string[];
}

/**
 * A tool and how it is found: `node-bin` is the bin of an npm package resolved from the project, `python` the
 * project's virtual environment or else the machine's interpreter, `program` an executable on the PATH.
 */
export type NativeTool =
  | { readonly kind: 'node' }
  | { readonly kind: 'node-bin'; readonly package: string; readonly bin: string }
  | { readonly kind: 'python'; readonly modules: readonly string[] }
  | {
      readonly kind: 'program';
      readonly name: string;
      readonly probe: readonly string[];
      readonly remedy: string;
    };

/** The part of a coverage-config.json entry that decides what the coverage target runs. */
export interface CoverageSettings {
  readonly tool?: string;
  readonly measurement?: string;
  /** Relative to the project, or below `{workspaceRoot}/`. Empty: where the tool's target puts it. */
  readonly reports: readonly string[];
}

/** Where the `coverage` target lets each tool leave its report, in the project. */
export const defaultReports: { readonly [tool: string]: string } = {
  vitest: 'coverage/coverage-final.json',
  c8: 'coverage/coverage-final.json',
  nyc: 'coverage/coverage-final.json',
  jest: 'coverage/coverage-final.json',
  'pytest-cov': 'coverage/coverage.json',
  'go-cover': 'coverage/coverage.out',
  'cargo-tarpaulin': 'coverage/tarpaulin-report.json',
  'cargo-llvm-cov': 'coverage/lcov.info',
};

/** The tool that measures a language when coverage-config.json names none. */
export const defaultTools: Record<Language, string> = {
  typescript: 'vitest',
  python: 'pytest-cov',
  go: 'go-cover',
  rust: 'cargo-tarpaulin',
};

/** Tools that the `coverage` target can run; a project with another one brings its own target. */
export const runnableTools: Record<Language, readonly string[]> = {
  typescript: ['vitest', 'c8'],
  python: ['pytest-cov'],
  go: ['go-cover'],
  rust: ['cargo-tarpaulin'],
};

export interface NativeRequest {
  readonly language: Language;
  readonly action: NativeAction;
  readonly settings: CoverageSettings;
  /** The project's folder, absolute. */
  readonly folder: string;
  /** Names of the files directly in it. */
  readonly fileNames: readonly string[];
}

/** The command of a native target. */
export function nativeCommand({
  language,
  action,
  settings,
  folder,
  fileNames,
}: NativeRequest): NativeCommand {
  const measurement = words(settings.measurement);
  switch (language) {
    case 'typescript':
      return typescript(action, settings.tool ?? 'vitest', measurement, fileNames);
    case 'python':
      return python(action, settings, measurement);
    case 'go':
      return go(action, settings, measurement);
    case 'rust':
      return rust(action, settings, folder, measurement);
    default:
      return unreachable(language);
  }
}

/** Milliseconds that a test may take: Node's own runner allows any. */
const nodeLimit = '--test-timeout=600000';

const vitest: NativeTool = { kind: 'node-bin', package: 'vitest', bin: 'vitest' };

function typescript(
  action: NativeAction,
  tool: string,
  measurement: readonly string[],
  fileNames: readonly string[],
): NativeCommand {
  switch (action) {
    case 'build': {
      if (fileNames.some((name) => /^vite\.config\.[cm]?[jt]s$/.test(name))) {
        return { tool: { kind: 'node-bin', package: 'vite', bin: 'vite' }, args: ['build'] };
      }
      const project = fileNames.includes('tsconfig.build.json') ? 'tsconfig.build.json' : 'tsconfig.json';
      return { tool: { kind: 'node-bin', package: 'typescript', bin: 'tsc' }, args: ['-p', project] };
    }
    case 'test':
      return tool === 'c8'
        ? { tool: { kind: 'node' }, args: ['--test', nodeLimit] }
        : { tool: vitest, args: ['run'] };
    case 'coverage':
      return tool === 'c8'
        ? {
            tool: { kind: 'node-bin', package: 'c8', bin: 'c8' },
            args: ['--reporter=json', '--reporter=text-summary', ...measurement, 'node', '--test', nodeLimit],
          }
        : {
            tool: vitest,
            args: [
              'run',
              '--coverage.enabled',
              '--coverage.reporter=json',
              '--coverage.reporter=text-summary',
              ...measurement,
            ],
          };
    default:
      return unreachable(action);
  }
}

function python(
  action: NativeAction,
  settings: CoverageSettings,
  measurement: readonly string[],
): NativeCommand {
  switch (action) {
    case 'build':
      return {
        tool: { kind: 'python', modules: [] },
        args: ['-m', 'compileall', '-q', '-x', '[/\\\\]\\.venv[/\\\\]', '.'],
      };
    case 'test':
      return { tool: { kind: 'python', modules: ['pytest'] }, args: ['-m', 'pytest'] };
    case 'coverage': {
      const report = settings.reports[0] ?? (defaultReports['pytest-cov'] as string);
      return {
        tool: { kind: 'python', modules: ['pytest', 'pytest_cov'] },
        args: ['-m', 'pytest', '--cov', `--cov-report=json:${report}`, '--cov-report=term', ...measurement],
      };
    }
    default:
      return unreachable(action);
  }
}

const goTool: NativeTool = {
  kind: 'program',
  name: 'go',
  probe: ['version'],
  remedy: 'install the Go version that go.mod names and put its bin folder on the PATH',
};

/** What Go itself allows the tests of a package, which a measurement with a -timeout of its own may change. */
const goLimit = '-timeout=10m';

function go(action: NativeAction, settings: CoverageSettings, measurement: readonly string[]): NativeCommand {
  switch (action) {
    case 'build':
      return { tool: goTool, args: ['build', '-mod=readonly', '-o', 'dist/', './...'] };
    case 'test':
      return { tool: goTool, args: ['test', '-mod=readonly', goLimit, './...'] };
    case 'coverage': {
      const report = settings.reports[0] ?? (defaultReports['go-cover'] as string);
      return {
        tool: goTool,
        args: ['test', '-mod=readonly', goLimit, `-coverprofile=${report}`, ...measurement, './...'],
      };
    }
    default:
      return unreachable(action);
  }
}

const cargo: NativeTool = {
  kind: 'program',
  name: 'cargo',
  probe: ['--version'],
  remedy: 'install the Rust toolchain that rust-toolchain.toml names and put its bin folder on the PATH',
};

const tarpaulin: NativeTool = {
  kind: 'program',
  name: 'cargo',
  probe: ['tarpaulin', '--version'],
  remedy: 'cargo install cargo-tarpaulin --locked',
};

function rust(
  action: NativeAction,
  settings: CoverageSettings,
  folder: string,
  measurement: readonly string[],
): NativeCommand {
  switch (action) {
    case 'build':
      return { tool: cargo, args: ['build', '--locked'] };
    case 'test':
      return { tool: cargo, args: ['test', '--locked'] };
    case 'coverage': {
      const report = settings.reports[0] ?? (defaultReports['cargo-tarpaulin'] as string);
      return {
        tool: tarpaulin,
        args: [
          'tarpaulin',
          '--engine',
          'llvm',
          '--skip-clean',
          '--locked',
          '--out',
          'Json',
          '--output-dir',
          // A relative one is below the root of the Cargo workspace (0.37.5), where all members would share it.
          join(folder, dirname(report)),
          ...measurement,
        ],
      };
    }
    default:
      return unreachable(action);
  }
}

/** Measurements are plain arguments, separated by blanks; no shell reads them. */
function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}
