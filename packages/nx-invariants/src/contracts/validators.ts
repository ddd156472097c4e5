import type { ValidateFunction } from 'ajv';
import type { ContractSchema } from './contract-folder';
import { strictValidator } from './strict-validator';

export type CompiledContract =
  | { readonly kind: 'compiled'; readonly validate: ValidateFunction }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Compiles every schema strictly, with the others of its folder known by `$id` and by file name, so that
 * references between them resolve. The key is the schema's name.
 */
export function compileContracts(
  schemas: readonly ContractSchema[],
  annotations: readonly string[],
): ReadonlyMap<string, CompiledContract> {
  return new Map(schemas.map((schema) => [schema.name, compile(schema, schemas, annotations)]));
}

function compile(
  schema: ContractSchema,
  all: readonly ContractSchema[],
  annotations: readonly string[],
): CompiledContract {
  const ajv = strictValidator(schema.draft, annotations);
  try {
    for (const other of all) {
      if (other !== schema && other.draft === schema.draft) ajv.addSchema(other.schema, keyOf(other));
    }
    return { kind: 'compiled', validate: ajv.compile(schema.schema) };
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

function keyOf(schema: ContractSchema): string {
  return typeof schema.schema.$id === 'string' ? schema.schema.$id : `${schema.name}.json`;
}
