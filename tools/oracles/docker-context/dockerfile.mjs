import { existingPath, likelyMissing, respelled, withWildcards } from './tree.mjs';

/**
 * A random Dockerfile of up to four stages.
 *
 * @param tree the entries of the main context
 * @param named the trees of named contexts by name; `tools` holds a program that a RUN can run
 */
export function randomDockerfile(random, tree, named) {
  const stages = [];
  const count = random.weighted([
    [1, 5],
    [2, 4],
    [3, 2],
    [4, 1],
  ]);
  const lines = [];
  if (random.chance(0.06))
    lines.push(random.pick(['# syntax-free comment', '# escape=`', '# check=skip=all', '#escape=\\']));
  const globals = random.chance(0.3)
    ? ['ARG BASE=scratch', 'ARG NAME=src', 'ARG WHICH'].filter(() => random.chance(0.6))
    : [];
  lines.push(...globals);
  for (let index = 0; index < count; index++) {
    const name = random.chance(0.7)
      ? random.pick(['build', 'deps', 'final', 'deps', 'a', `s${index}`])
      : undefined;
    const base = randomBase(random, stages, named, globals);
    lines.push(`FROM ${base}${name === undefined ? '' : ` ${random.pick(['AS', 'as'])} ${name}`}`);
    const runs = base.startsWith('tools');
    stages.push({ name, index, files: [] });
    const scope = { tree, named, stages, index, runs };
    for (let left = random.between(1, 4); left > 0; left--) lines.push(...randomInstruction(random, scope));
  }
  const names = stages.flatMap(({ name }) => name ?? []);
  const target =
    random.chance(0.15) && names.length > 0
      ? random.pick([...names, ...names, ...names, names[0].toUpperCase(), random.pick(['nope', '0'])])
      : null;
  return { text: `${lines.join('\n')}\n`, target };
}

function randomBase(random, stages, named, globals) {
  const earlier = stages.flatMap(({ name }) => name ?? []);
  return random.weighted([
    ['scratch', 6],
    ['tools', 1.5],
    [earlier.length > 0 ? random.pick(earlier) : 'scratch', 4],
    [earlier.length > 0 ? random.pick(earlier).toUpperCase() : 'scratch', 0.1],
    [
      globals.includes('ARG BASE=scratch')
        ? random.pick(['$BASE', `\${BASE}`, `\${NOBASE:-scratch}`])
        : 'scratch',
      1,
    ],
    [named.has('other') ? 'other' : 'scratch', 0.5],
  ]);
}

function randomInstruction(random, scope) {
  return random.weighted([
    [() => [randomCopy(random, scope)], 12],
    [() => [randomAdd(random, scope)], 2],
    [() => randomVariables(random, scope), 2],
    [() => [`WORKDIR ${random.pick(['/w', 'w', '/w/x', '..', '/out', '$NAME'])}`], 1],
    [() => [`ONBUILD ${randomCopy(random, scope)}`], 0.7],
    [() => [scope.runs ? randomRun(random, scope) : randomCopy(random, scope)], 3],
    [() => randomHeredoc(random, scope), 0.6],
    [() => [random.pick(['LABEL a=b', 'USER 1', 'EXPOSE 80', '# a comment', 'STOPSIGNAL 9'])], 0.3],
  ])();
}

function randomVariables(random, { tree }) {
  const path = existingPath(random, tree);
  return [
    random.pick([
      'ARG NAME',
      `ARG NAME=${quoted(path)}`,
      `ENV NAME=${quoted(path)}`,
      `ENV NAME ${quoted(path)}`,
      `ENV DIR=src NAME=$DIR`,
      'ARG WHICH=a.txt',
      `ARG DIR=\${NAME:-lib}`,
      'ARG TARGETARCH',
      `ENV GLOB=*.txt`,
    ]),
  ];
}

function quoted(path) {
  return /[\s'"$\\#!*^[\]]/.test(path) ? 'src' : path;
}

function randomCopy(random, scope) {
  const from = random.chance(0.3) ? randomOrigin(random, scope) : undefined;
  const tree = treeOf(random, scope, from);
  const parents = random.chance(0.15);
  const excludes = random.chance(0.15)
    ? random.times(random.between(1, 2), () => `--exclude=${randomExclude(random, tree)}`)
    : [];
  const flags = [
    ...(from === undefined ? [] : [`--from=${from}`]),
    ...(parents ? ['--parents'] : []),
    ...excludes,
    ...(random.chance(0.05) ? ['--link'] : []),
    ...(random.chance(0.04)
      ? [random.pick(['--chmod=755', '--chown=1:1', '--chown=nobody', '--chmod=u+x'])]
      : []),
    ...(random.chance(0.01)
      ? [random.pick(['--checksum=sha256:00', '--From=0', '--', '--keep-git-dir'])]
      : []),
  ];
  const sources = randomSources(random, tree, parents);
  const destination = randomDestination(random);
  scope.stages[scope.index]?.files.push(...landed(sources, destination, { parents, tree }));
  return written(random, 'COPY', flags, sources, destination);
}

/** Where the sources end up, as far as their names tell. */
function landed(sources, destination, { parents, tree }) {
  if (!destination.endsWith('/') || destination.includes('$')) return [];
  const folder = destination.replaceAll(/^[./]+|\/$/g, '');
  return sources.flatMap((source) => {
    const path = source.replaceAll(/^[./]+|\/$/g, '');
    if (/[*?[$\\]|\.\./.test(path) || path === '') return [];
    const below = tree
      .filter((entry) => entry.path.startsWith(`${path}/`))
      .map((entry) => entry.path.slice(path.length + 1));
    const names = parents ? [path] : below.length > 0 ? below : [path.split('/').at(-1)];
    return names.map((name) => (folder === '' ? name : `${folder}/${name}`));
  });
}

function randomAdd(random, { tree }) {
  const flags = [
    ...(random.chance(0.15) ? [`--exclude=${randomExclude(random, tree)}`] : []),
    ...(random.chance(0.15) ? [random.pick(['--unpack=false', '--unpack', '--link', '--chmod=644'])] : []),
    ...(random.chance(0.02) ? [random.pick(['--from=0', '--parents', '--checksum=sha256:00'])] : []),
  ];
  const sources = random.chance(0.04) ? ['github.com/x/y'] : randomSources(random, tree, false);
  return written(random, 'ADD', flags, sources, randomDestination(random));
}

function randomOrigin(random, { stages, index, named }) {
  const names = stages.slice(0, -1).flatMap(({ name }) => name ?? []);
  return random.weighted([
    [index > 0 ? String(random.between(0, index - 1)) : 'tools', 3],
    [names.length > 0 ? random.pick(names) : 'tools', 5],
    [names.length > 0 ? random.pick(names).toUpperCase() : 'tools', 0.7],
    [random.pick([...named.keys()]), 2],
    [random.pick(['', 'scratch', '9', String(index), '$NAME']), 0.15],
  ]);
}

/** The entries that paths of a source are made from. Those of a stage are guessed from what was copied into it. */
function treeOf(random, { tree, named, stages }, from) {
  const context = named.get(from);
  if (context !== undefined) return context;
  if (from === undefined || from === '') return tree;
  const stage = stages.findLast(
    ({ name, index }) => name?.toLowerCase() === from.toLowerCase() || String(index) === from,
  );
  if (stage !== undefined && stage.files.length > 0 && random.chance(0.9))
    return stage.files.map((path) => ({ path }));
  return tree.map((entry) => ({ ...entry, path: random.chance(0.6) ? `out/${entry.path}` : entry.path }));
}

function randomSources(random, tree, parents) {
  const count = random.weighted([
    [1, 6],
    [2, 2],
    [3, 1],
  ]);
  return random.times(count, () => randomSource(random, tree, parents));
}

function randomSource(random, tree, parents) {
  if (random.chance(0.12))
    return random.pick([
      '.',
      './',
      '/',
      '*',
      './*',
      '*/',
      '..',
      '$UNSET',
      `\${NAME}`,
      `\${WHICH}`,
      `\${GLOB:-*.md}`,
      `\${DIR%/*}`,
      `\${UNSET:-src}`,
      `$NAME/a.txt`,
    ]);
  const path = random.chance(0.96) ? existingPath(random, tree) : likelyMissing(random);
  if (random.chance(0.4)) return withWildcards(random, path, { deep: parents || random.chance(0.05) });
  return respelled(random, path);
}

function randomExclude(random, tree) {
  const path = existingPath(random, tree);
  const below = path.includes('/') && random.chance(0.5) ? path.slice(path.indexOf('/') + 1) : path;
  const pattern = withWildcards(random, below, { deep: true });
  const word = random.chance(0.1) ? `!${pattern}` : pattern;
  return /\s/.test(word) ? '*.txt' : word;
}

function randomDestination(random) {
  return random.weighted([
    ['/out/', 10],
    ['/', 3],
    ['/out', 2],
    ['./', 2],
    ['.', 1],
    ['out/x/', 1],
    ['/out/a.txt', 1],
    ['/out/src/.', 0.4],
    ['/link/', 0.4],
    ['../up/', 0.3],
    [`/\${NAME}/`, 0.5],
  ]);
}

function written(random, keyword, flags, sources, destination) {
  const spaced = sources.some((source) => /\s/.test(source));
  if (random.chance(0.1) || (spaced && random.chance(0.9))) {
    return [keyword, ...flags, JSON.stringify([...sources, destination])].join(' ');
  }
  const words = sources.map((source) =>
    random.chance(0.05) && !/["\\$]/.test(source) ? `"${source}"` : source,
  );
  const line = [keyword, ...flags, ...words, destination];
  return line.join(random.chance(0.04) ? ' \\\n  ' : ' ');
}

function randomRun(random, scope) {
  const mounts = random
    .times(random.between(1, 2), () => {
      const from = random.chance(0.35) ? randomOrigin(random, scope) : undefined;
      const tree = treeOf(random, scope, from);
      const source = random.chance(0.8)
        ? respelled(random, existingPath(random, tree))
        : random.pick(['nope', '$NAME', '.', '*.txt']);
      const options = [
        ...(random.chance(0.8) ? ['type=bind'] : []),
        ...(random.chance(0.85) ? [`${random.pick(['source', 'src'])}=${source}`] : []),
        ...(from === undefined ? [] : [`from=${from}`]),
        `${random.pick(['target', 'dst', 'destination'])}=/mnt`,
      ].map((option) => (/[\s",]/.test(option) ? `"${option.replaceAll('"', '""')}"` : option));
      return `--mount=${random.chance(0.1) ? 'type=cache,target=/cache' : options.join(',')}`;
    })
    .filter((mount) => !/\s/.test(mount));
  return `RUN ${[...new Set(mounts)].slice(0, 1).concat(mounts.slice(1)).join(' ')} ["/true"]`;
}

function randomHeredoc(random, { tree }) {
  const extra = random.chance(0.3)
    ? `${respelled(random, existingPath(random, tree)).replaceAll(' ', '?')} `
    : '';
  const [open, close] = random.pick([
    ['<<EOF', 'EOF'],
    ["<<'EOF'", 'EOF'],
    ['<<-EOF', '\tEOF'],
    ['<<EOF', random.chance(0.1) ? 'NOT' : 'EOF'],
  ]);
  return [`COPY ${open} ${extra}/out/doc${extra === '' ? '' : '/'}`, 'COPY nope /x', '$NAME', close];
}
