import { childPointer } from '../json-pointer';
import type { Place } from '../schema/resources';
import type { ContractChange } from './change';
import type { Fields } from './places';

/** JSON Pointers to the schemas that have the fields. */
type Holders = { olderAt: string; newerAt: string };

export function removedField(name: string, places: readonly Place[], { newerAt }: Holders): ContractChange {
  return {
    kind: 'property-removed',
    class: 'breaking',
    name,
    olderPointer: (places[0] as Place).pointer,
    newerPointer: childPointer(newerAt, 'properties', name),
    message: `field ${JSON.stringify(name)} was removed`,
  };
}

/** The fields that came, and the names that became required or optional. */
export function addedFields(older: Fields, newer: Fields, at: Holders): ContractChange[] {
  const changes: ContractChange[] = [];
  for (const [name, places] of newer.fields) {
    if (older.fields.has(name) || newer.required.has(name)) continue;
    changes.push({
      kind: 'property-added',
      class: 'additive',
      name,
      ...placesOfAdded(name, places[0] as Place, at),
      message: `optional field ${JSON.stringify(name)} was added`,
    });
  }
  for (const name of newer.required) {
    if (older.required.has(name)) continue;
    const place = newer.fields.get(name)?.[0];
    if (place !== undefined && !older.fields.has(name)) {
      changes.push({
        kind: 'required-property-added',
        class: 'breaking',
        name,
        ...placesOfAdded(name, place, at),
        message: `required field ${JSON.stringify(name)} was added`,
      });
    } else changes.push(requiredChange(name, true, at));
  }
  for (const name of older.required) {
    const isRemoved = older.fields.has(name) && !newer.fields.has(name);
    if (!newer.required.has(name) && !isRemoved) changes.push(requiredChange(name, false, at));
  }
  return changes;
}

function placesOfAdded(name: string, place: Place, { olderAt }: Holders) {
  return { olderPointer: childPointer(olderAt, 'properties', name), newerPointer: place.pointer };
}

/** A name that neither came nor went as a field became required, or optional. */
function requiredChange(name: string, isRequired: boolean, { olderAt, newerAt }: Holders): ContractChange {
  const at = {
    name,
    olderPointer: childPointer(olderAt, 'required'),
    newerPointer: childPointer(newerAt, 'required'),
  };
  const field = `field ${JSON.stringify(name)}`;
  return isRequired
    ? { ...at, kind: 'property-became-required', class: 'breaking', message: `${field} became required` }
    : { ...at, kind: 'property-became-optional', class: 'additive', message: `${field} became optional` };
}
