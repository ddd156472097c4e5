import { parseJson } from '../config/json-document';
import type { TargetNames } from '../config/plugin-options';
import { valueAt } from '../config/record';
import type { ConfigProblem } from '../config/validate';
import { joinPath } from '../workspace/paths';
import type { ReadText } from '../workspace/read-text';

/** Where a project defines targets: Nx makes one of each of these. */
const definitions = [
  { file: 'project.json', path: ['targets'] },
  { file: 'package.json', path: ['nx', 'targets'] },
  { file: 'package.json', path: ['scripts'] },
] as const;

/**
 * What is wrong where a project has a target of its own under a name that the plugin would infer: its own wins, so
 * that the check, or the aggregate with all of them, is not there.
 *
 * @param textOf the text of a workspace file, where it can be read.
 */
export function clashProblem(
  project: { readonly name: string; readonly root: string },
  target: string,
  names: TargetNames,
  textOf: ReadText,
): Required<ConfigProblem> {
  const [option, loss] =
    target === names.aggregate
      ? ['targets.aggregate', 'its checks are not run by that name']
      : ['targets.checkPrefix', `the check ${target.slice(names.checkPrefix.length)} is not there`];
  return {
    ...definitionOf(project.root, target, textOf),
    message: `${project.name} defines a target "${target}" of its own, so ${loss}`,
    fix: `rename the target, or set ${option} in the plugin's options in nx.json`,
  };
}

function definitionOf(root: string, target: string, textOf: ReadText) {
  for (const { file, path } of definitions) {
    const at = joinPath(root, file);
    const text = textOf(at);
    const parsed = text === undefined ? undefined : parseJson(text);
    if (!parsed?.ok || valueAt(parsed.document.value, [...path, target]) === undefined) continue;
    return { file: at, ...parsed.document.locate([...path, target]) };
  }
  return { file: joinPath(root, 'project.json'), line: 1, column: 1 };
}
