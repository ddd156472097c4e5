import { posix } from 'node:path';
import { coverageEntries } from '../../plugin/coverage-entries';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import type { ProjectFacts, WorkspaceFacts } from '../../workspace/workspace-facts';

/** The files that may hold pytest's configuration, the first one that does counts (pytest, "Configuration file formats"). */
export const pytestFiles = [
  'pytest.toml',
  '.pytest.toml',
  'pytest.ini',
  '.pytest.ini',
  'pyproject.toml',
  'tox.ini',
  'setup.cfg',
] as const;

/** Whether the plugin's own targets run pytest for a project that has something for it. */
export function testsWithPytest(project: ProjectFacts, workspace: WorkspaceFacts): boolean {
  const { test, coverage } = workspace.options.targets;
  const hasFloor = coverageEntries(workspace).has(project.name);
  const isTested = (project.isService || hasFloor) && !project.ownTargets.includes(test);
  const isMeasured = hasFloor && !project.ownTargets.includes(coverage);
  return (
    project.languages[0] === 'python' &&
    (isTested || isMeasured) &&
    workspace.sources.filesIn(project.root, project.nestedRoots).some(isPytestFile)
  );
}

/** Whether a file directly in a folder configures pytest. */
export function configuresPytest(folder: string, read: ReadText): boolean {
  return pytestFiles.some((name) => mayConfigure(name, read(joinPath(folder, name))));
}

/** By pytest's defaults (pytest, "Conventions for Python test discovery"). */
function isPytestFile(file: string): boolean {
  return /^(?:test_.*|.*_test|conftest)\.py$/.test(posix.basename(file));
}

function mayConfigure(name: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  if (name.includes('pytest.')) return true;
  return /^\s*\[(?:tool[.:])?pytest\b/m.test(text);
}
