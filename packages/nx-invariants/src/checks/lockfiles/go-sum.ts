import type { FindingDraft } from '../../check/finding';
import { type GoDirective, goDirectives } from '../../workspace/go-mod';
import { missingLock, outOfSync } from './lock-findings';

const fix = 'run "go mod tidy" and commit go.sum';

/**
 * Whether go.sum has the checksums of what go.mod requires (Go Modules Reference, "go.sum files"): of the go.mod of
 * every module, and of the files of those that the module imports itself.
 *
 * @param sums the texts of go.sum and, in a workspace of Go, of go.work.sum; undefined where there is no go.sum.
 * @param siblings the modules of that workspace, and those that go.mod replaces by a folder: nothing is fetched for them.
 */
export function goSumFindings(
  manifest: string,
  text: string,
  sums: string | undefined,
  siblings: ReadonlySet<string>,
): FindingDraft[] {
  const directives = goDirectives(text);
  const replaced = new Map(directives.flatMap(replacement));
  const required = directives
    .flatMap((directive) => requirement(directive, replaced))
    .filter(({ module }) => !siblings.has(module));
  if (required.length === 0) return [];
  if (sums === undefined) return [missingLock(manifest, 'go.sum', fix)];
  const known = new Set(sums.split('\n').map((line) => line.split(/\s+/).slice(0, 2).join(' ')));
  return required.flatMap(({ module, version, line, isIndirect }) => {
    const lines = [`${module} ${version}/go.mod`, ...(isIndirect ? [] : [`${module} ${version}`])];
    const missing = lines.find((each) => !known.has(each));
    if (missing === undefined) return [];
    return [
      outOfSync(
        { file: manifest, line, column: 1 },
        `${module} ${version} is required, and go.sum has no checksum for ${missing.endsWith('/go.mod') ? 'its go.mod' : 'it'}`,
        fix,
      ),
    ];
  });
}

interface Requirement {
  readonly module: string;
  readonly version: string;
  readonly line: number;
  readonly isIndirect: boolean;
}

function requirement(
  { directive, values, line, comment }: GoDirective,
  replaced: ReadonlyMap<string, Replacement>,
): Requirement[] {
  const [module, version] = values;
  if (directive !== 'require' || module === undefined || version === undefined) return [];
  const other = replaced.get(`${module} ${version}`) ?? replaced.get(module);
  if (other === 'folder') return [];
  const isIndirect = /^\s*indirect\b/.test(comment);
  return [{ module, version, ...other, line, isIndirect }];
}

/** Another module, or a folder, which needs no checksum. */
type Replacement = 'folder' | { readonly module: string; readonly version: string };

function replacement({ directive, values }: GoDirective): [string, Replacement][] {
  const arrow = values.indexOf('=>');
  if (directive !== 'replace' || arrow < 1) return [];
  const [module, version] = values.slice(arrow + 1);
  if (module === undefined) return [];
  const other: Replacement = version === undefined ? 'folder' : { module, version };
  return [[values.slice(0, arrow).join(' '), other]];
}
