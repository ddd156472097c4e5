import { isObject, type JsonObject, member } from '../json';
import type { Place, Resources } from '../schema/resources';
import { type Fields, follow, gatherFields } from './places';
import { allowedValues, coversType, typeNames, without } from './values';

/** Whether no document fits two of the schemas: another type, or a required field with other values, tells them apart. */
export function areExclusive(resources: Resources, alternatives: readonly Place[]): boolean {
  const views = alternatives.map((place) => {
    const target = follow(resources, place);
    return { schema: isObject(target.schema) ? target.schema : {}, ...gatherFields(resources, target) };
  });
  return views.every((left, index) =>
    views.slice(index + 1).every((right) => {
      const types = typeNames(member(right.schema, 'type'));
      const apart = typeNames(member(left.schema, 'type')).every(
        (name) => !coversType(types, name) && !types.includes('integer'),
      );
      return (
        apart ||
        [...left.required].some((name) => right.required.has(name) && haveOtherValues(left, right, name))
      );
    }),
  );
}

function haveOtherValues(left: Fields, right: Fields, name: string): boolean {
  const valuesOf = ({ fields }: Fields) => {
    const schema = fields.get(name)?.[0]?.schema;
    return isObject(schema ?? null) ? allowedValues(schema as JsonObject)?.values : undefined;
  };
  const values = valuesOf(left);
  const others = valuesOf(right);
  return values !== undefined && others !== undefined && without(values, others).length === values.length;
}
