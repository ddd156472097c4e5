import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkContainment } from './check-containment';
import type { Json } from './json';
import type { Draft } from './schema/draft';

type Example = {
  a: Json;
  b: Json;
  draft?: Draft;
  verdict: string;
  grade?: string;
  witness?: Json;
  reason?: string;
};

/** The examples that docs/schema-compat.md shows: what it says must be what the engine answers. */
const DOCUMENT = readFileSync(join(__dirname, '../../../docs/schema-compat.md'), 'utf8');
const section = DOCUMENT.slice(DOCUMENT.indexOf('## Worked examples'));
const examples = [...section.matchAll(/^### (.+)$\s+```json\n([\s\S]*?)```/gm)].map(
  ([, title, text]) => [title ?? '', JSON.parse(text ?? '') as Example] as const,
);

describe('worked examples of the documentation', () => {
  it('are at least ten', () => {
    expect(examples.length).toBeGreaterThanOrEqual(10);
  });

  it.each(examples)('%s', (_, { a, b, draft, ...expected }) => {
    const verdict = checkContainment(a, b, draft === undefined ? {} : { draft });
    const { kind } = verdict;
    const shown = {
      verdict: kind,
      ...(kind === 'breaking' && { grade: verdict.grade, witness: verdict.witness }),
      ...(kind === 'undecided' && { reason: verdict.reasons[0]?.code }),
    };
    expect(shown).toEqual(expected);
  });
});
