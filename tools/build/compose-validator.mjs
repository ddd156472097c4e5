// Turns the Compose Specification's JSON Schema into the code that validates by it. Compiling it took longer than all
// else that a small Compose file waits for, and every command of Nx reads the workspace's Compose files.
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The text of a CommonJS module that exports the validator. @param {string} topology folder of the package. */
export function composeValidator(topology) {
  const require = createRequire(join(topology, 'package.json'));
  const { _, Ajv } = require('ajv');
  const { default: standaloneCode } = require('ajv/dist/standalone');
  const ajv = new Ajv({
    strict: false,
    allowUnionTypes: true,
    validateSchema: false,
    inlineRefs: false,
    code: { source: true },
  });
  // The built-in comparison calls methods that a key of the document, such as `valueOf`, may shadow.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must NOT have duplicate items' },
    code(context) {
      const { data, schema } = context;
      const distinct = _`new Set(${data}.map((item) => JSON.stringify(item))).size`;
      if (schema === true) context.pass(_`${distinct} === ${data}.length`);
    },
  });
  return standaloneCode(ajv, ajv.compile(require('./src/compose/compose-spec.json')));
}
