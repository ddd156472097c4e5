/** The languages whose projects get native targets. */
export type Language = 'typescript' | 'python' | 'go' | 'rust';

/** The manifest that makes a folder a project of a language, in the order in which they are looked for. */
export const manifests: readonly { readonly file: string; readonly language: Language }[] = [
  { file: 'go.mod', language: 'go' },
  { file: 'Cargo.toml', language: 'rust' },
  { file: 'pyproject.toml', language: 'python' },
  { file: 'package.json', language: 'typescript' },
];
