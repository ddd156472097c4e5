import { posix } from 'node:path';
import type { Tree } from '@nx/devkit';
import { joinPath } from '../../workspace/paths';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';

/** The oldest Go that the generated sources compile with. */
const oldestGo = '1.21';

/** Adds a module to the nearest go.work above it: Go refuses to build a module that go.work does not name. */
export function joinGoWorkspace(tree: Tree, folder: string): void {
  const file = nearestGoWork(tree, folder);
  if (file === undefined) return;
  const text = tree.read(file, 'utf-8') ?? '';
  const module = `./${posix.relative(posix.dirname(file), folder)}`;
  const words = text.replace(/\/\/.*$/gm, '').split(/[\s()]+/);
  if (words.includes(module)) return;
  const block = /^use\s*\([^)]*?(?=\n?\))/m;
  tree.write(
    file,
    block.test(text)
      ? text.replace(block, (used) => `${used}\n\t${module}`)
      : `${text.trimEnd()}\n\nuse ${module}\n`,
  );
}

/** The Go version for a new module: no newer than the go.work it joins. */
export function goVersionFor(tree: Tree, folder: string): string {
  const file = nearestGoWork(tree, folder);
  const stated =
    file === undefined ? undefined : /^go\s+(\d+\.\d+)/m.exec(tree.read(file, 'utf-8') ?? '')?.[1];
  return stated !== undefined && Number(stated.split('.')[1]) < Number(oldestGo.split('.')[1])
    ? stated
    : oldestGo;
}

/** A module path beside those that the workspace has, else under example.com, which nobody owns. */
export function modulePathFor(facts: WorkspaceFacts, folder: string): string {
  const prefixes = facts.sources
    .filesIn('.')
    .filter((file) => posix.basename(file) === 'go.mod')
    .flatMap((file) => {
      const path = /^module\s+([\w./~-]+)\s*$/m.exec(facts.text(file) ?? '')?.[1];
      const at = posix.dirname(file);
      if (path === undefined || at === '.') return [];
      return path.endsWith(`/${at}`)
        ? [`${path.slice(0, -at.length)}${folder}`]
        : path.endsWith(`/${posix.basename(at)}`)
          ? [joinPath(posix.dirname(path), posix.basename(folder))]
          : [];
    });
  return prefixes[0] ?? `example.com/${posix.basename(folder)}`;
}

function nearestGoWork(tree: Tree, folder: string): string | undefined {
  for (let above = posix.dirname(folder); ; above = posix.dirname(above)) {
    const file = joinPath(above, 'go.work');
    if (tree.exists(file)) return file;
    if (above === '.') return undefined;
  }
}
