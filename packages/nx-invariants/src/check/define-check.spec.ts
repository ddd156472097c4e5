import { expect, it } from 'vitest';
import { type CheckDefinition, defineCheck } from './define-check';

const definition: CheckDefinition = {
  id: 'a-check',
  title: 'A check',
  upholds: [],
  options: {},
  applies: () => undefined,
  run: () => ({ subjects: [], findings: [], details: null }),
};

it('returns the definition as it is', () => {
  expect(defineCheck(definition)).toBe(definition);
});

it.each(['', 'A', 'a_b', 'a--b', '-a', 'a-', '1a', '../a', 'a/b', 'a b', 'é'])('refuses the id %j', (id) => {
  expect(() => defineCheck({ ...definition, id })).toThrow(
    `check id "${id}" must be lower case letters, digits and single hyphens`,
  );
});

it('refuses to cache what reads the graph', () => {
  expect(() => defineCheck({ ...definition, readsGraph: true })).toThrow(
    'check "a-check" reads the project graph, which is no input: set cache: false',
  );
  expect(defineCheck({ ...definition, readsGraph: true, cache: false }).readsGraph).toBe(true);
});
