/**
 * Whether the reports of a project may lie in a folder of its name: it leads nowhere else, and is no pattern to Nx,
 * which takes the outputs of a target for globs.
 */
export function isPlainName(name: string): boolean {
  const segments = name.split('/');
  return !/[\p{C}\\%*?[\]{}()!|"<>]/u.test(name) && !segments.some((segment) => /^\.{0,2}$/.test(segment));
}

/**
 * Where a leaf's report lies, as a workspace path: below .invariants, and of this leaf alone, whatever the project and
 * the check are called.
 */
export function reportFile(project: string, check: string): string {
  return `.invariants/${plainName(project)}/${plainName(check)}.json`;
}

/** A name as a path of files: itself if it is plain; else what a plain name has not stands there in hexadecimal. */
export function plainName(name: string): string {
  if (isPlainName(name)) return name;
  if (name === '') return '%%';
  return [...name].map((character) => (/[\w-]/.test(character) ? character : encoded(character))).join('');
}

function encoded(character: string): string {
  return `%${character.codePointAt(0)?.toString(16)}%`;
}
