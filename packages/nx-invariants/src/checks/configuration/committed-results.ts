import { git } from '../../baseline/git';
import type { FindingDraft } from '../../check/finding';
import type { GraphView } from '../../check/graph-view';
import { coverageConfigFile, readCoverageEntries, reportPaths } from '../../plugin/coverage-entries';
import { languageManifests } from '../../workspace/manifest-files';
import { isInside, joinPath, leavesWorkspace } from '../../workspace/paths';
import { SourceTree } from '../../workspace/source-tree';

/** Where reports of checks, cached results and Nx's record of them lie, if nx.json says nothing else. */
const resultFolders = ['.invariants', '.nx/cache', '.nx/workspace-data'];

/**
 * Results of tasks that git tracks: coverage reports, reports of checks, and what Nx restores instead of running
 * tasks. The check `coverage` asks git too, but it is cached, and what git tracks changes no input of it. Where git
 * does not answer, {@link hiddenFiles} says so.
 *
 * @param coverageConfig the text of coverage-config.json.
 * @param cacheDirectory what nx.json calls so.
 */
export async function committedResults(
  workspaceRoot: string,
  coverageConfig: string | undefined,
  cacheDirectory: unknown,
  graph: GraphView,
): Promise<FindingDraft[]> {
  const reports = coverageConfig === undefined ? [] : reportsOf(coverageConfig, graph, workspaceRoot);
  const folders = [...resultFolders, ...(isOwnFolder(cacheDirectory) ? [joinPath(cacheDirectory)] : [])];
  const places = [...reports, ...folders].map((path) => `:(literal)${path}`);
  const listed = await git(workspaceRoot, ['ls-files', '-z', '--', ...places]);
  const committed = listed.ok ? listed.text.split('\0').filter((path) => path !== '') : [];
  return [
    ...committed.filter((path) => reports.includes(path)).map(committedReport),
    ...[...new Set(folders)]
      .filter((folder) => committed.some((path) => isInside(path, folder)))
      .map(committedFolder),
  ];
}

function isOwnFolder(path: unknown): path is string {
  return typeof path === 'string' && !leavesWorkspace(path) && joinPath(path) !== '.';
}

function committedReport(file: string): FindingDraft {
  return {
    severity: 'error',
    file,
    message: `the coverage report ${file} is committed, so it would stand even if nothing were measured`,
    expected: `a report that only the coverage target makes: ${coverageConfigFile} counts on it`,
    fix: `run "git rm --cached ${file}" and add it to .gitignore`,
  };
}

function committedFolder(folder: string): FindingDraft {
  return {
    severity: 'error',
    file: folder,
    message: `results of tasks are committed in ${folder}, so they would stand even if nothing were run`,
    expected: 'results of tasks that ran on this state of the repository, in a folder that git ignores',
    fix: `run "git rm -r --cached ${folder}" and add it to .gitignore`,
  };
}

function reportsOf(coverageConfig: string, graph: GraphView, workspaceRoot: string): string[] {
  const reading = readCoverageEntries(coverageConfig);
  if (!reading.ok) return [];
  const sources = new SourceTree(workspaceRoot);
  return [...reading.entries].flatMap(([name, settings]) => {
    const root = Object.hasOwn(graph.projects, name) ? graph.projects[name]?.root : undefined;
    if (root === undefined) return [];
    const manifest = languageManifests.find(({ file }) => sources.has(joinPath(root, file)));
    return reportPaths(root, manifest?.language, settings);
  });
}
