import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { EngineName } from '../../check/define-check';
import { toPosix } from '../../workspace/paths';

const stampName = '.source-digest';

/**
 * In a workspace that builds the plugin itself: what to do when the built files are not those of the sources,
 * so that no verdict comes from code that is no longer there. Published packages have no sources beside them.
 *
 * @param engines the engine packages that the check rests on.
 */
export function staleBuild(engines: readonly EngineName[]): string | undefined {
  const plugin = join(__dirname, '..', '..', '..');
  const stale = [plugin, ...engines.map((engine) => join(plugin, '..', engine))].filter(isStale);
  if (stale.length === 0) return undefined;
  const names = stale.map((folder) => basename(folder)).join(', ');
  return `the build of ${names} is older than its sources, so the verdict would be that of other code; run: npm run build`;
}

function isStale(packageRoot: string): boolean {
  const stamp = join(packageRoot, 'dist', stampName);
  if (!existsSync(join(packageRoot, 'src'))) return false;
  return !existsSync(stamp) || readFileSync(stamp, 'utf8').trim() !== sourceDigest(packageRoot);
}

/**
 * The digest of the sources that verdicts rest on: without tests, the command line and the generators.
 * tools/build/finish-build.mjs stamps the same.
 */
export function sourceDigest(packageRoot: string): string {
  const hash = createHash('sha256');
  const paths = readdirSync(join(packageRoot, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(packageRoot, join(entry.parentPath, entry.name)));
  for (const path of judgingSources(paths)) {
    hash.update(`${path}\0`);
    hash.update(readFileSync(join(packageRoot, path)));
  }
  return hash.digest('hex');
}

/** Those of a package's sources that verdicts rest on, with forward slashes and in one order on every system. */
export function judgingSources(paths: readonly string[]): string[] {
  return paths
    .map(toPosix)
    .filter((path) => !/\.spec\.ts$|\/(fixtures|cli|generators)\//.test(path))
    .sort();
}
