import {
  type BuildRequest,
  type MemoryEntry,
  memoryTree,
  type ResolvedBuild,
  resolveBuildContext,
} from '../src/index';

/** A tree from paths: `dir/` is an empty directory, `a -> b` a link. */
export function treeOf(...paths: readonly string[]) {
  return memoryTree(
    new Map(
      paths.map((path): [string, MemoryEntry] => {
        const [name = '', target] = path.split(' -> ');
        if (target !== undefined) return [name, { kind: 'link', target }];
        return name.endsWith('/') ? [name, { kind: 'directory' }] : [name, { kind: 'file' }];
      }),
    ),
  );
}

export const TREE = treeOf(
  'a.txt',
  'src/index.ts',
  'src/lib/util.ts',
  'empty/',
  'l -> src',
  'dangling -> nope',
  'app.tar.gz',
);

export function resolve(
  text: string,
  request: Partial<BuildRequest> & { readonly ignore?: string } = {},
): ResolvedBuild {
  const { ignore, ...rest } = request;
  const resolution = resolveBuildContext({
    dockerfile: { path: 'Dockerfile', text },
    context: { path: '', tree: TREE },
    ...(ignore !== undefined && { ignoreFile: { path: '.dockerignore', text: ignore } }),
    ...rest,
  });
  if (resolution.kind === 'parse-error') throw new Error(resolution.message);
  return resolution;
}

/** Every instruction in a line: what it takes, or why not. */
export function told(text: string, request?: Parameters<typeof resolve>[1]): string[] {
  return resolve(text, request).instructions.map((instruction) => {
    switch (instruction.kind) {
      case 'resolves':
        return instruction.files.map(({ path }) => path).join(' ');
      case 'takes-nothing':
        return '(nothing)';
      case 'unknown':
        return `unknown (${instruction.because}): ${instruction.reason}`;
      default:
        return `fails: ${instruction.reason}`;
    }
  });
}

/** What the image holds, or why that is not known. */
export const image = (text: string, request?: Parameters<typeof resolve>[1]) => {
  const content = resolve(text, request).image;
  return content.kind === 'known' ? content.entries : `${content.because}: ${content.reason}`;
};
