/** Words that a language, a build tool or a file system keeps for itself. */
const reserved = new Set([
  ...['workspace', 'node_modules', 'con', 'nul', 'prn', 'aux', 'src', 'service'],
  ...['test', 'core', 'std', 'alloc', 'build', 'deps', 'examples', 'incremental', 'main', 'lib'],
  ...[
    'as',
    'async',
    'await',
    'break',
    'const',
    'continue',
    'crate',
    'dyn',
    'else',
    'enum',
    'extern',
    'false',
    'fn',
  ],
  ...[
    'for',
    'if',
    'impl',
    'in',
    'let',
    'loop',
    'match',
    'mod',
    'move',
    'mut',
    'pub',
    'ref',
    'return',
    'self',
  ],
  ...[
    'static',
    'struct',
    'super',
    'trait',
    'true',
    'try',
    'type',
    'union',
    'unsafe',
    'use',
    'where',
    'while',
    'yield',
  ],
]);

/**
 * What is wrong with a service's name; undefined if nothing is. A name becomes a folder, an npm package, a crate,
 * a Go module, an image and a DNS label, so it must be fit for each (RFC 1123 for the last, the strictest).
 */
export function problemOfName(name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 50) {
    return `"${name}" is no name for a service: it must be lower case letters, digits and single hyphens, start with a letter and have at most 50 characters, such as "billing" or "order-intake"`;
  }
  if (reserved.has(name) || /^(com|lpt)\d$/.test(name)) {
    return `"${name}" is reserved by a language, a build tool or a file system; take another name, such as "${name}-service"`;
  }
  return undefined;
}

/** What is wrong with a folder given as an option; undefined if nothing is. */
export function problemOfFolder(folder: string): string | undefined {
  const parts = folder.split('/');
  const isPlain = parts.every((part) => /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(part));
  if (folder === '.' || (isPlain && !parts.includes('node_modules'))) return undefined;
  return `"${folder}" is no folder for services: it must be relative to the workspace root, with forward slashes, in letters, digits, ".", "_" and "-", and not hidden, such as "apps" or "src/services"`;
}
