import { git } from '../../baseline/git';
import type { FindingDraft } from '../../check/finding';
import type { GraphView } from '../../check/graph-view';
import { coverageConfigFile, readCoverageEntries, reportPaths } from '../../plugin/coverage-entries';
import { languageManifests } from '../../workspace/manifest-files';
import { joinPath } from '../../workspace/paths';
import { SourceTree } from '../../workspace/source-tree';

/**
 * Coverage reports that git tracks. The check `coverage` asks git too, but it is cached, and what git tracks changes no
 * input of it. Where git does not answer, {@link hiddenFiles} says so.
 *
 * @param coverageConfig the text of coverage-config.json.
 */
export async function committedReports(
  workspaceRoot: string,
  coverageConfig: string | undefined,
  graph: GraphView,
): Promise<FindingDraft[]> {
  const reports = coverageConfig === undefined ? [] : reportsOf(coverageConfig, graph, workspaceRoot);
  if (reports.length === 0) return [];
  const listed = await git(workspaceRoot, [
    'ls-files',
    '-z',
    '--',
    ...reports.map((path) => `:(literal)${path}`),
  ]);
  const committed = listed.ok ? listed.text.split('\0').filter((path) => path !== '') : [];
  return committed.map((file) => ({
    severity: 'error',
    file,
    message: `the coverage report ${file} is committed, so it would stand even if nothing were measured`,
    expected: `a report that only the coverage target makes: ${coverageConfigFile} counts on it`,
    fix: `run "git rm --cached ${file}" and add it to .gitignore`,
  }));
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
