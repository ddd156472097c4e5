import type { Language } from './language';

/** The manifest that makes a folder a project of a language, in the order in which they are looked for. */
export const languageManifests = [
  { file: 'go.mod', language: 'go' },
  { file: 'Cargo.toml', language: 'rust' },
  { file: 'pyproject.toml', language: 'python' },
  { file: 'package.json', language: 'typescript' },
] as const satisfies readonly { readonly file: string; readonly language: Language }[];

/** Says the version of a service that has no manifest, or whose manifest holds none. */
export const versionFile = 'VERSION';

/** A file that says a project's name or version. */
export type ManifestFile = (typeof languageManifests)[number]['file'] | typeof versionFile;

export const manifestFiles: readonly ManifestFile[] = [
  ...languageManifests.map(({ file }) => file),
  versionFile,
];

/** The files that the plugin is asked about: an edit of one selects all tasks of its project. */
export const projectFiles: readonly string[] = ['project.json', ...languageManifests.map(({ file }) => file)];
