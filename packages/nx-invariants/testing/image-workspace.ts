import type { Files } from './temporary-workspace';

/** Where the Dockerfile of the project `a` lies. */
export const dockerfile = 'apps/a/Dockerfile';

/** A Compose file with the service `a`; `file` is relative to the context. */
export const compose = (context: string, file: string): Files => ({
  'compose.yml': `services:\n  a:\n    build:\n      context: ${context}\n      dockerfile: ${file}\n`,
});

/** The sources of `a`, and of what it shares. */
export const base: Files = {
  'apps/a/go.mod': 'module x/a\n',
  'apps/a/main.go': 'package main\n',
  'contracts/job.json': '{}',
};

/** The same, built from the root of the workspace. */
export const fromRoot: Files = {
  ...base,
  [dockerfile]: 'FROM scratch\nCOPY apps/a/main.go contracts ./\n',
  ...compose('.', dockerfile),
};
