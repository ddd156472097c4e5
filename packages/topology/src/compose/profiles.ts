import { type Fact, textFact } from '../topology';
import { at, itemsOf, type Tree } from '../yaml/tree';

/** The profiles of a service. */
export function readProfiles(service: Tree): Fact<string>[] {
  return itemsOf(at(service, 'profiles')).flatMap((item) => textFact(item) ?? []);
}

/**
 * The profiles of a service that does not run because none of them is active.
 *
 * @param active names of profiles; `*` stands for all.
 */
export function inactiveProfiles(service: Tree, active: readonly string[]): readonly Fact<string>[] {
  const own = readProfiles(service);
  return active.includes('*') || own.some(({ value }) => active.includes(value)) ? [] : own;
}

/** Why a service does not run by default, where that is for its profiles. */
export function behindProfiles(service: Tree, active: readonly string[]): Fact<string> | undefined {
  const inactive = inactiveProfiles(service, active);
  const [first] = inactive;
  if (first === undefined) return undefined;
  const names = inactive.map(({ value }) => value).join(', ');
  return {
    value: `is behind the ${inactive.length === 1 ? 'profile' : 'profiles'} ${names}`,
    location: first.location,
  };
}
