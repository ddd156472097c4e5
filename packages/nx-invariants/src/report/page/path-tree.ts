import { html, type Markup } from './html';

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: string[];
}

const maxDepth = 40;

/** Paths as nested lists: a folder that holds one folder alone stands in one line with it, and what lies very deep in one line too. */
export function pathTree(paths: readonly string[]): Markup {
  const root: Folder = { folders: new Map(), files: [] };
  for (const path of paths) {
    const parts = path.split('/');
    const names = parts.slice(0, Math.min(maxDepth, parts.length - 1));
    const file = parts.slice(names.length).join('/');
    let folder = root;
    for (const name of names) {
      const inner = folder.folders.get(name) ?? { folders: new Map(), files: [] };
      folder.folders.set(name, inner);
      folder = inner;
    }
    folder.files.push(file);
  }
  return list(root);
}

function list({ folders, files }: Folder): Markup {
  return html`<ul class="tree">${[...folders].map(([name, folder]) => branch(name, folder))}${files.map((file) => html`<li>${file}</li>`)}</ul>`;
}

function branch(name: string, folder: Folder): Markup {
  let path = name;
  let inner = folder;
  while (inner.files.length === 0 && inner.folders.size === 1) {
    const [[only, below] = []] = inner.folders;
    if (only === undefined || below === undefined) break;
    path = `${path}/${only}`;
    inner = below;
  }
  return html`<li><span class="folder">${path}/</span>${list(inner)}</li>`;
}
