import type { Finding } from '../check/finding';
import { isIndispensable } from './opt-out';
import { publishedSchema } from './published-schemas';
import { type ConfigResult, readConfig } from './validate';

export const waiversFile = 'invariants.waivers.json';

/** Set by the plugin's hook: the last day on which a waiver of the workspace expired; empty where none did. */
export const expiredWaiversVariable = 'NX_INVARIANTS_EXPIRED_WAIVERS';

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

/** The waivers of one leaf that may accept something: see {@link isRefused}. */
export function waiversOf(read: ConfigResult<Waivers>, project: string, check: string): readonly Waiver[] {
  if (read.kind !== 'read') return [];
  const ofProject = read.value.waivers;
  const waivers = (Object.hasOwn(ofProject, project) ? ofProject[project]?.[check] : undefined) ?? [];
  return waivers.filter((waiver) => !isRefused(waiver, check));
}

/** Whether a waiver would switch off, for a whole file, a check that nobody does without. */
export function isRefused({ scope }: Waiver, check: string): boolean {
  return scope !== undefined && isIndispensable(check);
}

/** The value of {@link expiredWaiversVariable} on a day. It changes when a waiver expires, and at no other time. */
export function lastExpiry(read: ConfigResult<Waivers>, today: string): string {
  const waivers = read.kind === 'read' ? Object.values(read.value.waivers).flatMap(Object.values).flat() : [];
  const past = waivers.map(({ expires }: Waiver) => expires).filter((day) => day < today);
  return past.sort().at(-1) ?? '';
}

/**
 * Whether a waiver holds no more.
 *
 * @param expiry the value of {@link expiredWaiversVariable}; with one that is no day, no waiver holds.
 */
export function hasExpired(waiver: Waiver, expiry: string | undefined): boolean {
  return expiry === undefined || waiver.expires <= expiry;
}

/** Whether a waiver accepts a finding. What is wrong with waivers, no waiver accepts. */
export function covers(waiver: Waiver, finding: Pick<Finding, 'fingerprint' | 'file'>): boolean {
  if (finding.file === waiversFile) return false;
  return waiver.fingerprint === undefined
    ? waiver.scope === finding.file
    : waiver.fingerprint === finding.fingerprint;
}
