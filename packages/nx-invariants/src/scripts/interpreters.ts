import type { Interpreter } from '@nx-invariants/portable-scripts';

/** What a program runs, by its name in a shebang; undefined for one whose language the check does not read. */
export function interpreterOf(program: string): Interpreter | undefined {
  switch (program.replace(/[\d.]+$/, '')) {
    case 'bash':
      return { kind: 'bash' };
    case 'sh':
    case 'dash':
      return { kind: 'sh', shell: 'dash' };
    case 'ash':
    case 'busybox':
      return { kind: 'sh', shell: 'busybox' };
    case 'pwsh':
      return { kind: 'powershell', edition: 'core' };
    case 'python':
      return { kind: 'python' };
    case 'node':
    case 'nodejs':
      return { kind: 'javascript' };
    default:
      return undefined;
  }
}
