import { existingPath, likelyMissing, respelled, withWildcards } from './tree.mjs';

/** The text of a random ignore file, most of whose lines say something about the tree. */
export function randomIgnoreFile(random, tree) {
  const lines = random.times(random.between(1, 6), () => randomLine(random, tree));
  if (random.chance(0.25)) lines.unshift(random.pick(['*', '**', '**/*', 'src', 'a']));
  const end = random.chance(0.1) ? '\r\n' : '\n';
  return `${random.chance(0.05) ? '\ufeff' : ''}${lines.join(end)}${end}`;
}

function randomLine(random, tree) {
  if (random.chance(0.05))
    return random.pick(['', '# comment', ' # no comment', '  ', '.', '/', '../x', '\\!bang', '\\#hash']);
  if (random.chance(0.004)) return random.pick(['!', '[', 'a[', '[b-a]', 'a\\', '[]a]']);
  const path = random.chance(0.85) ? existingPath(random, tree) : likelyMissing(random);
  const pattern = random.chance(0.55) ? withWildcards(random, path, { deep: true }) : respelled(random, path);
  const tail = random.weighted([
    ['', 10],
    ['/*', 1],
    ['/**', 1],
    ['/', 1],
    ['  ', 0.3],
    ['*', 0.5],
  ]);
  const head = random.weighted([
    ['', 10],
    ['!', 6],
    ['! ', 0.4],
    ['**/', 1.5],
    ['/', 0.5],
    [' ', 0.3],
  ]);
  return `${head}${pattern}${tail}`;
}
