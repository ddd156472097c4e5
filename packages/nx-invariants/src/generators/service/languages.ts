import type { Language } from '../../workspace/language';

/** How each language's image starts the service: the first words of its health check. */
export const entrypoints: Record<Language, (name: string) => readonly string[]> = {
  typescript: () => ['node', 'src/main.ts'],
  python: () => ['python', 'main.py'],
  go: (name) => [`/${name}`],
  rust: (name) => [`/app/${name}`],
};

export const languageNames: Record<Language, string> = {
  typescript: 'TypeScript',
  python: 'Python',
  go: 'Go',
  rust: 'Rust',
};

/** How to run the service from its folder. */
export const runCommands: Record<Language, string> = {
  typescript: 'npm start',
  python: 'python3 main.py',
  go: 'go run .',
  rust: 'cargo run',
};

/** What must be installed in the service's folder once before its tests run; no other tool is needed for the rest. */
export const setups: Record<Language, string | undefined> = {
  typescript: undefined,
  python: 'python3 -m venv .venv && .venv/bin/pip install --require-hashes -r requirements-dev.txt',
  go: undefined,
  rust: undefined,
};

/** Where the sources of a service lie in its folder. */
export const sourceFolders: Record<Language, string> = {
  typescript: 'src',
  python: 'service',
  go: '',
  rust: 'src',
};

/** What a generated service is held to; its tests reach it with a margin. */
export const floors: Record<Language, object> = {
  typescript: { min: 80, warn: 85, tool: 'vitest' },
  python: { min: 80, warn: 85, tool: 'pytest-cov' },
  go: { min: 80, warn: 85, tool: 'go-cover' },
  rust: { min: 80, warn: 85, tool: 'cargo-tarpaulin', measurement: '--lib --exclude-files src/main.rs' },
};
