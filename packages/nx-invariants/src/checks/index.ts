import type { CheckDefinition } from '../check/define-check';
import configuration from './configuration/check';
import contractCompat from './contract-compat/check';
import contractConsumers from './contract-consumers/check';
import contractCopies from './contract-copies/check';
import contractFixtures from './contract-fixtures/check';
import contractSchemas from './contract-schemas/check';
import coverage from './coverage/check';
import deployParity from './deploy-parity/check';
import dockerContext from './docker-context/check';
import governance from './governance/check';
import invariantMap from './invariant-map/check';
import lockfiles from './lockfiles/check';
import portableScripts from './portable-scripts/check';
import serviceVersion from './service-version/check';
import singleEntrypoint from './single-entrypoint/check';
import timeBudgets from './time-budgets/check';

/** The checks of the plugin, one per folder; a test holds this list against the directory. */
export const builtInChecks: readonly CheckDefinition<never>[] = [
  configuration,
  contractCompat,
  contractConsumers,
  contractCopies,
  contractFixtures,
  contractSchemas,
  coverage,
  deployParity,
  dockerContext,
  governance,
  invariantMap,
  lockfiles,
  portableScripts,
  serviceVersion,
  singleEntrypoint,
  timeBudgets,
];
