import { defineCheck } from '../../check/define-check';
import { claimsOf, type NamedCopies, namedCopies } from '../../contracts/copy-claims';
import { exactInput } from '../../workspace/paths';

export interface Options {
  readonly copies: NamedCopies;
}

/** A path with forward slashes and without empty, `.` and `..` segments. */
const plainPath = '^(?!\\.{1,2}(/|$))[^/\\\\]+(/(?!\\.{1,2}(/|$))[^/\\\\]+)*$';

/** Every vendored copy of a contract equals its source. */
export default defineCheck<Options>({
  id: 'contract-copies',
  title: 'Every vendored copy of a contract equals its source',
  upholds: ['C1', 'C2'],
  sitsOn: 'projects with copies of contracts',
  packages: ['semver'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      copies: {
        type: 'object',
        propertyNames: { pattern: plainPath },
        additionalProperties: { anyOf: [{ const: false }, { type: 'string', pattern: plainPath }] },
        default: {},
      },
    },
  },

  applies(project, workspace, { copies }) {
    const claims = claimsOf(project, workspace, copies);
    if (claims.length === 0) return undefined;
    const sources = [...new Set(claims.flatMap((claim) => claim.sources))].sort();
    const files = [...claims.map(({ file }) => file), ...sources];
    return {
      inputs: files.map(exactInput),
      parameters: { contracts: workspace.contracts ?? '', named: namedCopies(project, copies) },
      edges: sources.map((path) => ({ path, readBy: 'check' })),
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});
