import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unexportedTypes } from '../testing/unexported-types';

it.each(['coverage', 'docker-context', 'topology', 'nx-invariants'])(
  '%s exports every type that its exports name',
  (name) => {
    expect(unexportedTypes(join(__dirname, '..', '..', name))).toEqual([]);
  },
  60_000,
);
