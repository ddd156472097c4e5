import type { SourceRange } from '../dockerfile/position';
import { baseName } from '../go/path';
import type { BuildResolution, InstructionResolution } from './result';

/** Something about a build that succeeds which its author hardly meant. */
export type Remark =
  /** A source is nothing but variables without a value, so the whole context is taken (`COPY $UNSET /x`). */
  | { readonly kind: 'whole-context-by-variable'; readonly range: SourceRange; readonly source: string }
  /** A secret is taken along with a directory or a wildcard; one that is named is taken on purpose. */
  | {
      readonly kind: 'secret-taken';
      readonly range: SourceRange;
      /** The file in the context; of a repository its directory. */
      readonly path: string;
      readonly secret: SecretKind;
    };

export type SecretKind = 'environment' | 'key' | 'credentials' | 'repository';

/** The remarks on what is taken from the main context, in the order of the instructions; each secret once for each. */
export function contextRemarks(resolution: BuildResolution): Remark[] {
  if (resolution.kind === 'parse-error') return [];
  return resolution.instructions
    .filter(({ origin }) => origin.kind === 'context')
    .flatMap((instruction) => [...emptiedSources(instruction), ...secretsTaken(instruction)]);
}

function emptiedSources({ sources, kind }: InstructionResolution): Remark[] {
  if (kind === 'fails') return [];
  return sources
    .filter(({ emptied }) => emptied === true)
    .map(({ text, range }) => ({ kind: 'whole-context-by-variable', range, source: text }));
}

function secretsTaken(instruction: InstructionResolution): Remark[] {
  // A bind mount is there while its RUN runs and leaves nothing in the image.
  if (instruction.kind !== 'resolves' || instruction.keyword === 'RUN') return [];
  const named = new Set(instruction.sources.map(({ path }) => path));
  const found = new Map<string, SecretKind>();
  for (const { path } of instruction.files) {
    const secret = secretAt(path);
    if (secret !== undefined && !named.has(secret.path)) found.set(secret.path, secret.kind);
  }
  const { range } = instruction;
  return [...found].map(([path, secret]) => ({ kind: 'secret-taken', range, path, secret }));
}

/** Names that hold secrets by convention; `.env.example` and its like are made to be shared. */
const SECRET_NAMES: readonly (readonly [SecretKind, RegExp])[] = [
  ['environment', /^\.env(?:\.(?!example$|sample$|template$|dist$|defaults?$|schema$).+)?$/],
  ['key', /(?:\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)|^id_(?:rsa|dsa|ecdsa|ed25519))$/],
  ['credentials', /^(?:\.npmrc|\.yarnrc|\.pypirc|\.netrc|\.htpasswd|\.git-credentials|.*\.tfstate)$/],
];

const SECRET_PATHS = /(?:^|\/)(?:\.aws\/credentials|\.docker\/config\.json|\.kube\/config|\.ssh\/[^/]+)$/;

function secretAt(path: string): { readonly path: string; readonly kind: SecretKind } | undefined {
  const repository = /^(?:.*\/)?\.git(?=\/)/.exec(path)?.[0];
  if (repository !== undefined) return { path: repository, kind: 'repository' };
  if (SECRET_PATHS.test(path)) return { path, kind: 'credentials' };
  const kind = SECRET_NAMES.find(([, pattern]) => pattern.test(baseName(path)))?.[0];
  return kind && { path, kind };
}
