import { validatorOf } from '../../config/validate';
import type { LeafState } from '../leaf-state';

/** A build whose context was judged, of one project. */
export interface JudgedBuild {
  readonly project: string;
  readonly dockerfile: string;
  /** Who builds it with this very result; empty where nobody does. */
  readonly by: readonly string[];
  readonly context: string;
  readonly target: string | null;
  readonly outcome: 'builds' | 'fails' | 'unknown' | 'parse-error';
  readonly instructions: readonly TakingInstruction[];
  readonly ignored: IgnoredPaths | null;
  readonly unused: {
    readonly files: number;
    readonly bytes: number;
    readonly first: readonly string[];
  } | null;
}

export interface TakingInstruction {
  readonly line: number;
  readonly keyword: string;
  readonly sources: readonly string[];
  /** Where the sources lie, in words; null for the context. */
  readonly from?: string | null;
  readonly result: 'resolves' | 'takes-nothing' | 'fails' | 'unknown';
  readonly files?: readonly string[];
  readonly reason?: string;
}

/** What an ignore file removes, by its lines. */
export interface IgnoredPaths {
  readonly file: string;
  readonly files: number;
  readonly rules: readonly {
    readonly line: number;
    readonly pattern: string;
    readonly files: number;
    readonly first: readonly string[];
  }[];
}

const contextCheck = 'docker-context';

/** The builds in current reports; a report without such details says nothing here. Builds with one result are one. */
export function judgedBuilds(leaves: readonly LeafState[]): JudgedBuild[] {
  return leaves.flatMap((leaf): JudgedBuild[] => {
    if (leaf.kind !== 'current' || leaf.check !== contextCheck) return [];
    const details: unknown = leaf.report.details;
    if (!validatorOf(contextDetailsSchema)(details)) return [];
    return (details as ContextDetails).dockerfiles.flatMap(({ path, builds }) =>
      together(builds).map((build) => ({
        target: null,
        ignored: null,
        ...build,
        project: leaf.project,
        dockerfile: path,
      })),
    );
  });
}

type BuildDetails = Omit<JudgedBuild, 'project' | 'dockerfile' | 'by' | 'target' | 'ignored'> &
  Partial<Pick<JudgedBuild, 'target' | 'ignored'>> & { readonly by: string | null };

interface ContextDetails {
  readonly dockerfiles: readonly { readonly path: string; readonly builds: readonly BuildDetails[] }[];
}

function together(builds: readonly BuildDetails[]): (Omit<BuildDetails, 'by'> & { readonly by: string[] })[] {
  const alike = new Map<string, Omit<BuildDetails, 'by'> & { readonly by: string[] }>();
  for (const { by, ...result } of builds) {
    const key = JSON.stringify(result);
    const known = alike.get(key) ?? { ...result, by: [] };
    if (by !== null && !known.by.includes(by)) known.by.push(by);
    alike.set(key, known);
  }
  return [...alike.values()];
}

const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const text = { type: 'string', maxLength: 10_000 };
const texts = { type: 'array', items: text };
const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });

/** What is read of the details of a docker-context report (checks/docker-context/build-details.ts). */
export const contextDetailsSchema = {
  type: 'object',
  required: ['dockerfiles'],
  properties: {
    dockerfiles: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'builds'],
        properties: {
          path: text,
          builds: {
            type: 'array',
            items: {
              type: 'object',
              required: ['by', 'context', 'outcome', 'instructions', 'unused'],
              properties: {
                by: orNull(text),
                context: text,
                target: orNull(text),
                outcome: { enum: ['builds', 'fails', 'unknown', 'parse-error'] },
                instructions: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['line', 'keyword', 'sources', 'result'],
                    properties: {
                      line: count,
                      keyword: text,
                      sources: texts,
                      from: orNull(text),
                      result: { enum: ['resolves', 'takes-nothing', 'fails', 'unknown'] },
                      files: texts,
                      reason: text,
                    },
                  },
                },
                ignored: orNull({
                  type: 'object',
                  required: ['file', 'files', 'rules'],
                  properties: {
                    file: text,
                    files: count,
                    rules: {
                      type: 'array',
                      items: {
                        type: 'object',
                        required: ['line', 'pattern', 'files', 'first'],
                        properties: { line: count, pattern: text, files: count, first: texts },
                      },
                    },
                  },
                }),
                unused: orNull({
                  type: 'object',
                  required: ['files', 'bytes', 'first'],
                  properties: { files: count, bytes: count, first: texts },
                }),
              },
            },
          },
        },
      },
    },
  },
} as const;
