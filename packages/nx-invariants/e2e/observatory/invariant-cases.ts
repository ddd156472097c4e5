import { contractCases } from './cases/contract-cases';
import { coverageCases } from './cases/coverage-cases';
import { deploymentCases } from './cases/deployment-cases';
import type { InvariantCases } from './cases/invariant-case';
import { scriptCases } from './cases/script-cases';
import { timeCases } from './cases/time-cases';
import { workspaceCases } from './cases/workspace-cases';

/** The ways to break each enforced invariant of the catalogue. */
export const invariantCases: InvariantCases = {
  ...contractCases,
  ...coverageCases,
  ...deploymentCases,
  ...scriptCases,
  ...timeCases,
  ...workspaceCases,
};
