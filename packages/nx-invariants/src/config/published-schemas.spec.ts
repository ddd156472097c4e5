import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { coverageConfigSchema } from '@nx-invariants/coverage';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { publishedSchema } from './published-schemas';

it.each([
  'plugin-options',
  'coverage-config',
  'invariants',
  'invariants-waivers',
  'project-metadata',
  'report',
] as const)('the schema %s is draft-07 and names itself', (name) => {
  expect(publishedSchema(name)).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `${name}.json`,
    type: 'object',
  });
});

it("the schema of coverage-config.json is the engine's", () => {
  expect(publishedSchema('coverage-config')).toEqual(coverageConfigSchema);
});

describe('the schema of project.json', () => {
  const schema = require.resolve('../../schemas/project-configuration.json');
  const validate = new Ajv({ strict: false })
    .addSchema(readJson(require.resolve('nx/schemas/project-schema.json')), 'nx/schemas/project-schema.json')
    .addSchema(publishedSchema('project-metadata'), 'nx-invariants/schemas/project-metadata.json')
    .compile({ ...readJson(schema), $id: 'nx-invariants/schemas/project-configuration.json' });

  it.each<[unknown, boolean]>([
    [{ name: 'a', metadata: { description: 'x', invariants: { builds: [{ context: '.' }] } } }, true],
    [{ metadata: { invariants: { builds: [{ dockerfile: 'Dockerfile' }] } } }, false],
    [{ metadata: { invariants: { build: [] } } }, false],
    [{ tags: 'what Nx itself refuses' }, false],
  ])('%j: %j', (value, expected) => {
    expect(validate(value)).toBe(expected);
  });

  it('leads to the schema of Nx from where both are installed', () => {
    const [{ $ref }] = readJson(schema).allOf;
    expect(posix.join('node_modules/nx-invariants/schemas', $ref)).toBe(
      'node_modules/nx/schemas/project-schema.json',
    );
  });
});

function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
