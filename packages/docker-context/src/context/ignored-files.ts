import { filesBelow } from '../image/taken-files';
import type { ContextTree } from './context-tree';
import { compileIgnoreFile, type IgnoreFile, type IgnoreRule } from './ignore-file';
import { transfer } from './transfer';

/** What an ignore file keeps out of a context. */
export type IgnoredFiles =
  /** Sorted by path; `rule` is the line that decides. */
  | {
      readonly kind: 'ignored';
      readonly files: readonly { readonly path: string; readonly rule: IgnoreRule }[];
    }
  /** The tree or the ignore file cannot be read. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The files and links of a context that its ignore file removes, each with the line that does. */
export function ignoredFiles(context: {
  readonly tree: ContextTree;
  readonly ignoreFile: IgnoreFile;
}): IgnoredFiles {
  const compiled = compileIgnoreFile(context.ignoreFile);
  if (compiled.kind === 'invalid')
    return { kind: 'unreadable', reason: `${compiled.reason} (${compiled.file}:${compiled.line})` };
  const { rules } = compiled;
  const whole = transfer(context.tree, ['/'], undefined);
  if (whole.kind !== 'sent') return { kind: 'unreadable', reason: whole.reason };
  return {
    kind: 'ignored',
    files: filesBelow(whole.root).flatMap(({ path }) => {
      const rule = rules.ruleAgainst(path);
      return rule === undefined ? [] : [{ path, rule }];
    }),
  };
}
