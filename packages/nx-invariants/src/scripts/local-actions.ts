import { isMap } from 'yaml';
import { parseYamlTree } from '../deployment/builders/yaml-tree';
import { joinPath, leavesWorkspace } from '../workspace/paths';
import type { ReadText } from '../workspace/read-text';
import { workflowSteps } from './workflow-units';

/** The names that the metadata of an action may have. */
const actionNames = ['action.yml', 'action.yaml'];
/** Nobody writes as many. */
const maxActions = 1000;

/** The files of the repository's own actions that workflows use, and those that these use, by their workspace paths. */
export function localActions(workflows: readonly string[], read: ReadText): string[] {
  const found = new Set<string>();
  const pending = [...workflows];
  for (let file = pending.pop(); file !== undefined && found.size < maxActions; file = pending.pop()) {
    for (const folder of usedFolders(file, read(file))) {
      for (const action of actionNames.map((name) => joinPath(folder, name))) {
        if (leavesWorkspace(action) || found.has(action) || read(action) === undefined) continue;
        found.add(action);
        pending.push(action);
      }
    }
  }
  return [...found].sort();
}

function usedFolders(file: string, text: string | undefined): string[] {
  const reading = text === undefined ? undefined : parseYamlTree(file, text, 'workflow');
  if (text === undefined || !reading?.ok || !isMap(reading.tree.root)) return [];
  const { tree } = reading;
  return workflowSteps(file, text, tree).flatMap(({ step }) => {
    const uses = tree.textAt(step, ['uses']);
    return uses?.startsWith('./') ? [joinPath(uses)] : [];
  });
}
