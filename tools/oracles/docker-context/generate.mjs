import { randomDockerfile } from './dockerfile.mjs';
import { randomIgnoreFile } from './ignore-file.mjs';
import { randomFrom } from './random.mjs';
import { join, randomTree } from './tree.mjs';

/** A 64-bit Linux program that ends with status 0: what a RUN needs where no image can be had. */
const TRUE_PROGRAM =
  'f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEAAAAFAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAgQAAAAAAAACBAAAAAAAAAAAQAAAAAAAAMf+4PAAAAA8F';

/**
 * The case of a seed, in the form of the recorded cases: the whole workspace with its Dockerfile, ignore files,
 * context, target, build arguments and named contexts.
 *
 * @param {number} seed
 */
export function generateCase(seed) {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1));
  const context = random.weighted([
    ['context', 6],
    ['.', 2],
    ['apps/service', 1],
  ]);
  const dockerfile = random.weighted([
    ['Dockerfile', 5],
    [join(context === '.' ? '' : context, 'Dockerfile'), 3],
    ['docker/Build.Dockerfile', 2],
  ]);
  const tree = randomTree(random);
  const named = new Map([['tools', [{ path: 'true', type: 'file', base64: TRUE_PROGRAM }]]]);
  if (random.chance(0.15)) named.set(random.pick(['other', 'build']), randomTree(random));
  const { text, target } = randomDockerfile(random, tree, named);
  const files = new Map();
  const add = (path, entry) => {
    if (!files.has(path)) files.set(path, { ...entry, path });
  };
  add(dockerfile, { type: 'file', text });
  const root = context === '.' ? '' : context;
  if (random.chance(0.5))
    add(join(root, '.dockerignore'), { type: 'file', text: randomIgnoreFile(random, tree) });
  if (random.chance(0.1))
    add(`${dockerfile}.dockerignore`, { type: 'file', text: randomIgnoreFile(random, tree) });
  for (const entry of tree) add(join(root, entry.path), entry);
  if (!tree.some(({ type }) => type !== 'link')) add(join(root, 'keep'), { type: 'file', text: '' });
  const namedContexts = {};
  for (const [name, entries] of named) {
    namedContexts[name] = `named-${name}`;
    for (const entry of entries) add(`named-${name}/${entry.path}`, entry);
    if (name !== 'tools' && random.chance(0.3)) {
      add(`named-${name}/.dockerignore`, { type: 'file', text: randomIgnoreFile(random, entries) });
    }
  }
  const buildArgs = {};
  if (random.chance(0.15))
    buildArgs.NAME = random.pick(['src', 'a.txt', '*.txt', '', 'apps/api', 'with space.txt']);
  if (random.chance(0.08)) buildArgs.WHICH = random.pick(['b.txt', 'lib', '.']);
  return {
    id: `fuzz-${seed}`,
    category: 'fuzz',
    dockerfile,
    context,
    target,
    buildArgs,
    namedContexts,
    files: [...files.values()],
  };
}
