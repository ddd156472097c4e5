import type Ajv from 'ajv';
import type { ValidateFunction } from 'ajv';
import type { ContractSchema } from './contract-folder';
import { strictValidator } from './strict-validator';

export type CompiledContract =
  | { readonly kind: 'compiled'; readonly validate: ValidateFunction }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Compiles every schema strictly, with the others of its draft known by `$id` and by file name, so that references
 * between them resolve. A schema that is refused is its own fault, and of those that refer to it. The key is the
 * schema's name.
 */
export function compileContracts(
  schemas: readonly ContractSchema[],
  annotations: readonly string[],
): ReadonlyMap<string, CompiledContract> {
  const drafts = new Set(schemas.map(({ draft }) => draft));
  return new Map(
    [...drafts].flatMap((draft) =>
      compileAll(
        schemas.filter((schema) => schema.draft === draft),
        strictValidator(draft, annotations),
      ),
    ),
  );
}

function compileAll(schemas: readonly ContractSchema[], ajv: Ajv): [string, CompiledContract][] {
  const added = schemas.map((schema) => {
    const refused = refusal(() => ajv.addSchema(schema.schema, keyOf(schema)));
    return { schema, refused };
  });
  return added.map(({ schema, refused }) => [schema.name, refused ?? compile(schema, ajv)]);
}

function compile(schema: ContractSchema, ajv: Ajv): CompiledContract {
  let validate: ValidateFunction | undefined;
  const refused = refusal(() => {
    validate = ajv.getSchema(keyOf(schema));
  });
  if (refused !== undefined) return refused;
  return validate
    ? { kind: 'compiled', validate }
    : { kind: 'refused', reason: 'AJV does not find it again' };
}

function refusal(attempt: () => void): CompiledContract | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

function keyOf({ schema, name }: ContractSchema): string {
  const id = schema.$id ?? schema.id;
  return typeof id === 'string' ? id : `${name}.json`;
}
