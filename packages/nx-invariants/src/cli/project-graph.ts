import type { ProjectGraph } from '@nx/devkit';
import { requireFromWorkspace } from './workspace-require';

export type ProjectGraphReading =
  | { readonly kind: 'read'; readonly graph: ProjectGraph }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * The project graph of a workspace, made by the workspace's own Nx. Never throws; what Nx and its plugins print
 * meanwhile goes to standard error, so that standard output holds the command's result only.
 *
 * Nx takes the workspace from the working directory when it is loaded: one process reads one workspace.
 */
export async function readProjectGraph(workspaceRoot: string): Promise<ProjectGraphReading> {
  const restore = divertStandardOutput();
  try {
    process.env.NX_WORKSPACE_ROOT_PATH = workspaceRoot;
    process.chdir(workspaceRoot);
    const devkit = requireFromWorkspace(workspaceRoot, '@nx/devkit') as typeof import('@nx/devkit');
    const graph = await devkit.createProjectGraphAsync({ exitOnError: false, resetDaemonClient: true });
    return { kind: 'read', graph };
  } catch (error) {
    return { kind: 'unreadable', reason: firstLines(error) };
  } finally {
    restore();
  }
}

function divertStandardOutput(): () => void {
  const write = process.stdout.write;
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  return () => {
    process.stdout.write = write;
  };
}

function firstLines(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n').slice(0, 10).join('\n').trim();
}
