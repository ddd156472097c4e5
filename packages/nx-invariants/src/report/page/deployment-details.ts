import { validatorOf } from '../../config/validate';
import type { LeafState } from '../leaf-state';

/** A service under Compose and under Kubernetes; one side is null where there is none. */
export interface DeployedService {
  readonly name: string | null;
  readonly workload: string | null;
  readonly matchedBy: string | null;
  readonly compose: SideFacts | null;
  readonly kubernetes: SideFacts | null;
  readonly differs: readonly ('presence' | 'image' | 'ports' | 'environment' | 'probe')[];
  /** Why it stands on one side for good, where it does. */
  readonly oneSided: string | null;
}

export interface SideFacts {
  readonly image: string | null;
  readonly ports: readonly string[];
  /** Keys, sorted. */
  readonly environment: readonly string[];
  readonly probe: 'present' | 'disabled' | 'unstated';
  /** Why none of it runs by default. */
  readonly stopped: string | null;
  readonly file: string;
  readonly line: number;
}

const parityCheck = 'deploy-parity';

/** The services in current reports; a report without such details says nothing here. */
export function deployedServices(leaves: readonly LeafState[]): DeployedService[] {
  return leaves.flatMap((leaf): readonly DeployedService[] => {
    if (leaf.kind !== 'current' || leaf.check !== parityCheck) return [];
    const details: unknown = leaf.report.details;
    return validatorOf(deploymentDetailsSchema)(details)
      ? (details as { readonly services: readonly DeployedService[] }).services
      : [];
  });
}

const text = { type: 'string', maxLength: 10_000 };
const texts = { type: 'array', items: text };
const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });

const side = orNull({
  type: 'object',
  required: ['image', 'ports', 'environment', 'probe', 'stopped', 'file', 'line'],
  properties: {
    image: orNull(text),
    ports: texts,
    environment: texts,
    probe: { enum: ['present', 'disabled', 'unstated'] },
    stopped: orNull(text),
    file: text,
    line: { type: 'integer', minimum: 1 },
  },
});

/** What is read of the details of a deploy-parity report (checks/deploy-parity/run.ts). */
export const deploymentDetailsSchema = {
  type: 'object',
  required: ['services'],
  properties: {
    services: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'workload', 'matchedBy', 'compose', 'kubernetes', 'differs', 'oneSided'],
        properties: {
          name: orNull(text),
          workload: orNull(text),
          matchedBy: orNull(text),
          compose: side,
          kubernetes: side,
          differs: {
            type: 'array',
            items: { enum: ['presence', 'image', 'ports', 'environment', 'probe'] },
          },
          oneSided: orNull(text),
        },
      },
    },
  },
} as const;
