// Random directory trees, and paths and patterns that are likely to mean something in them.

const DIRECTORIES = [
  'src',
  'lib',
  'apps',
  'apps/api',
  'apps/web',
  'src/lib',
  'src/lib/deep',
  'dist',
  'docs',
  'a',
  'a/b',
  'a/b/c',
  '.hidden',
  'With Space',
  'src-x',
];
/** Names that the shell form cannot write are rare: they mostly fail. */
const NAMES = [
  'a.txt',
  'b.txt',
  'c.md',
  'index.ts',
  'app.ts',
  'package.json',
  '.env',
  'README.md',
  'Case.TXT',
  'main',
  'x',
  'br[1].txt',
  'star*.txt',
  'with space.txt',
  'plus+.js',
  'dot.d.ts',
  'ünï.txt',
  '#hash',
  '!bang',
  'x.tar',
  'caret^',
  'a',
];

/** Files, empty directories and links of one context, without a Dockerfile. Paths are relative to the context. */
export function randomTree(random) {
  const entries = new Map();
  const directories = ['', ...random.times(random.between(1, 6), () => random.pick(DIRECTORIES))];
  for (let count = random.between(2, 14); count > 0; count--) {
    const directory = random.pick(directories);
    put(
      entries,
      join(directory, random.chance(0.02) ? random.pick(['$dollar', "quote'd"]) : random.pick(NAMES)),
      { type: 'file', text: 'x' },
    );
  }
  if (random.chance(0.3)) put(entries, join(random.pick(directories), 'empty'), { type: 'dir' });
  if (random.chance(0.35)) {
    for (let count = random.between(1, 3); count > 0; count--) {
      const path = join(random.pick(directories), random.pick(['link', 'l-dir', 'l.txt', 'current']));
      put(entries, path, { type: 'link', target: randomLinkTarget(random, [...entries.keys()]) });
    }
  }
  return [...entries].map(([path, entry]) => ({ path, ...entry }));
}

/** Adds an entry unless something is there, or a parent of it is no directory. */
function put(entries, path, entry) {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const above = entries.get(parts.slice(0, depth).join('/'));
    if (above !== undefined && above.type !== 'dir') return;
  }
  const isParent = [...entries.keys()].some((other) => other.startsWith(`${path}/`));
  if (!isParent && !entries.has(path)) entries.set(path, entry);
}

function randomLinkTarget(random, paths) {
  const path = random.pick(paths);
  const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : path;
  return random.pick([
    path,
    directory,
    `/${path}`,
    `/${directory}`,
    `../${path}`,
    `../../../${directory}`,
    './a.txt',
    'nowhere',
    '.',
    '..',
    '/',
    'link',
    'l-dir',
  ]);
}

/** A path that exists in the tree, a file or a directory. */
export function existingPath(random, tree) {
  const { path } = random.pick(tree);
  const parts = path.split('/');
  return parts.slice(0, random.chance(0.6) ? parts.length : random.between(1, parts.length)).join('/');
}

/** A path like those of the tree that often is not there. */
export function likelyMissing(random) {
  return join(random.pick(['', ...DIRECTORIES]), random.pick(['nope', 'none.txt', 'A.TXT', ...NAMES]));
}

/** Turns components of a path into wildcards; `deep` allows `**`. */
export function withWildcards(random, path, { deep }) {
  const parts = path.split('/').map((part) => (random.chance(0.5) ? wildcardFor(random, part, deep) : part));
  if (deep && random.chance(0.2)) parts.splice(random.between(0, parts.length), 0, '**');
  if (deep && random.chance(0.15)) return `**${parts.at(-1)}`;
  return parts.join('/');
}

function wildcardFor(random, part, deep) {
  const characters = [...part];
  const cut = random.between(0, characters.length - 1);
  const head = characters.slice(0, cut).join('');
  const tail = characters.slice(cut + 1).join('');
  const one = characters[cut];
  return random.weighted([
    ['*', 4],
    [`${head}*`, 3],
    [`*${tail}`, 3],
    [`${head}?${tail}`, 3],
    [`${head}[${one === ']' || one === '\\' ? 'a' : one}x]${tail}`, 1],
    [`${head}[a-z]${tail}`, 1],
    [`${head}[^z]${tail}`, 1],
    [`${head}[!a]${tail}`, 0.5],
    [`${head}\\${one}${tail}`, 0.5],
    [`${head}[${tail}`, 0.1],
    [deep ? '**' : '*', 1],
  ]);
}

/** Ways to write the same path. */
export function respelled(random, path) {
  return random.weighted([
    [path, 12],
    [`./${path}`, 2],
    [`/${path}`, 2],
    [`${path}/`, 2],
    [`${path}/.`, 0.5],
    [`nope/../${path}`, 0.5],
    [`../${path}`, 0.5],
    [path.replace('/', '//'), 0.5],
    [path.replace('/', '/./'), 0.5],
  ]);
}

export function join(directory, name) {
  return directory === '' ? name : `${directory}/${name}`;
}
