import { coverageConfigSchema } from '@nx-invariants/coverage';
import { expect, it } from 'vitest';
import { publishedSchema } from './published-schemas';

it.each(['plugin-options', 'coverage-config', 'invariants', 'invariants-waivers', 'report'] as const)(
  'the schema %s is draft-07 and names itself',
  (name) => {
    expect(publishedSchema(name)).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: `${name}.json`,
      type: 'object',
    });
  },
);

it("the schema of coverage-config.json is the engine's", () => {
  expect(publishedSchema('coverage-config')).toEqual(coverageConfigSchema);
});
