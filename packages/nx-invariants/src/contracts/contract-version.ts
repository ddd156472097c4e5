import semver from 'semver';

/** The SemVer `$version` of a schema; undefined where it has none. */
export function contractVersion({ $version }: { readonly [keyword: string]: unknown }): string | undefined {
  return typeof $version === 'string' ? (semver.valid($version) ?? undefined) : undefined;
}
