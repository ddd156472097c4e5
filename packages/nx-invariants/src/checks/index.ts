import type { CheckDefinition } from '../check/define-check';
import configuration from './configuration/check';
import contractFixtures from './contract-fixtures/check';
import contractSchemas from './contract-schemas/check';
import coverage from './coverage/check';
import invariantMap from './invariant-map/check';

/** The checks of the plugin, one per folder; a test holds this list against the directory. */
export const builtInChecks: readonly CheckDefinition<never>[] = [
  configuration,
  contractFixtures,
  contractSchemas,
  coverage,
  invariantMap,
];
