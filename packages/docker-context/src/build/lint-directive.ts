import type { IgnoreRules } from '../context/ignore-file';
import type { Dockerfile } from '../dockerfile/parse-dockerfile';
import { cleanPath } from '../go/path';
import type { StageProgram } from './stage-program';

/**
 * `# check=error=true` (or the build argument) makes every lint warning fail the build. Of BuildKit's rules only
 * CopyIgnoredFile looks at the context and is decided here; whether another one warns is not.
 */
export function lintOutcome(
  dockerfile: Dockerfile,
  buildArgs: ReadonlyMap<string, string>,
  rules: IgnoreRules | undefined,
  programs: readonly StageProgram[],
): { readonly kind: 'fails' | 'unknown'; readonly reason: string } | undefined {
  const written = dockerfile.directives.find(({ name }) => name === 'check')?.value;
  const options = new Map(
    (buildArgs.get('BUILDKIT_DOCKERFILE_CHECK') ?? written ?? '').split(';').map((option) => {
      const [name = '', value = ''] = option.split('=');
      return [name.trim(), value.trim()];
    }),
  );
  if (options.get('error') !== 'true') return undefined;
  const skipped = (options.get('skip') ?? '').split(',').map((rule) => rule.trim());
  if (skipped.includes('all')) return undefined;
  if (!skipped.includes('CopyIgnoredFile') && copiesIgnoredFile(rules, programs)) {
    return { kind: 'fails', reason: 'lint violation found for rules: CopyIgnoredFile' };
  }
  return {
    kind: 'unknown',
    reason: 'a lint warning fails the build (check=error=true), and not every rule is modelled',
  };
}

/** The rule takes wildcards in sources for names, and is silent once the ignore file has an exception. */
function copiesIgnoredFile(rules: IgnoreRules | undefined, programs: readonly StageProgram[]): boolean {
  if (rules === undefined || rules.matcher.patterns.some((pattern) => pattern.exception)) return false;
  const ignoresRoot = rules.matcher.patterns.some(({ text }) => ['*', '**', '**/*'].includes(text));
  return programs
    .flatMap(({ operations }) => operations)
    .some((operation) => {
      if (operation.kind !== 'copy' || operation.step.origins[0] !== undefined) return false;
      return operation.sources.some(({ expanded }) => {
        const source = cleanPath(expanded);
        if (source === '.' || source === '/') return ignoresRoot;
        return rules.ruleAgainst(source) !== undefined;
      });
    });
}
