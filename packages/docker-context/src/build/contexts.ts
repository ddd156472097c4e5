import type { ContextTree } from '../context/context-tree';
import { compileIgnoreFile, type IgnoreFile, type IgnoreRules } from '../context/ignore-file';
import { type Transfer, transfer } from '../context/transfer';

/** A context given with `--build-context name=…`. */
export type NamedContext =
  | {
      readonly kind: 'directory';
      readonly tree: ContextTree;
      /** The `.dockerignore` at its root. The main context's is not applied to it. */
      readonly ignoreFile?: IgnoreFile;
    }
  /** An image, repository or archive: its files are not known. */
  | { readonly kind: 'remote'; readonly reference: string };

export type LocalContext =
  | { readonly kind: 'local'; readonly tree: ContextTree; readonly rules: IgnoreRules | undefined }
  | { readonly kind: 'invalid'; readonly reason: string };

/** A tree with its ignore file compiled. */
export function localContext(tree: ContextTree, ignoreFile: IgnoreFile | undefined): LocalContext {
  if (ignoreFile === undefined) return { kind: 'local', tree, rules: undefined };
  const compiled = compileIgnoreFile(ignoreFile);
  if (compiled.kind === 'rules') return { kind: 'local', tree, rules: compiled.rules };
  return { kind: 'invalid', reason: `${compiled.reason} (${compiled.file}:${compiled.line})` };
}

/** What a named context sends; `undefined` when its files are not known. */
export function transferNamed(context: NamedContext, wanted: Iterable<string>): Transfer | undefined {
  if (context.kind === 'remote') return undefined;
  const local = localContext(context.tree, context.ignoreFile);
  if (local.kind === 'invalid') return { kind: 'fails', reason: local.reason };
  return transfer(local.tree, wanted, local.rules);
}
