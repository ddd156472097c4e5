import type { Finding } from '../check/finding';
import { publishedSchema } from './published-schemas';
import { type ConfigResult, readConfig } from './validate';

export const waiversFile = 'invariants.waivers.json';

/** An accepted finding, or every finding in a file. */
export interface Waiver {
  readonly fingerprint?: string;
  readonly scope?: string;
  readonly reason: string;
  readonly owner: string;
  /** `YYYY-MM-DD`, the last day it holds. */
  readonly expires: string;
}

export interface Waivers {
  readonly waivers: { readonly [project: string]: { readonly [check: string]: readonly Waiver[] } };
}

export function readWaivers(text: string | undefined): ConfigResult<Waivers> {
  return readConfig<Waivers>(waiversFile, text, publishedSchema('invariants-waivers'));
}

/** The waivers of one leaf. */
export function waiversOf(read: ConfigResult<Waivers>, project: string, check: string): readonly Waiver[] {
  if (read.kind !== 'read') return [];
  const ofProject = read.value.waivers;
  return (Object.hasOwn(ofProject, project) ? ofProject[project]?.[check] : undefined) ?? [];
}

export function covers(waiver: Waiver, finding: Pick<Finding, 'fingerprint' | 'file'>): boolean {
  return waiver.fingerprint === undefined
    ? waiver.scope === finding.file
    : waiver.fingerprint === finding.fingerprint;
}
