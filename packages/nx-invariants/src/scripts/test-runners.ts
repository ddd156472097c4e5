import { hasFlag, positionals, type StartedProgram } from './started-program';

/** Programs that run tests whatever they are given, but for the commands named here. */
const runners: ReadonlyMap<string, readonly string[]> = new Map([
  ['pytest', []],
  ['py.test', []],
  ['unittest', []],
  ['nose2', []],
  ['tox', ['list', 'config', 'devenv']],
  ['nox', []],
  ['vitest', ['bench', 'list', 'typecheck', 'init']],
  ['jest', []],
  ['mocha', ['init']],
  ['ava', ['reset-cache']],
  ['jasmine', ['init']],
  ['karma', ['init']],
  ['wtr', []],
  ['web-test-runner', []],
  ['testcafe', []],
  ['cucumber-js', []],
  ['gotestsum', []],
  ['ginkgo', ['build', 'bootstrap', 'generate', 'version', 'labels', 'outline', 'unfocus']],
  ['rspec', []],
  ['phpunit', []],
  ['bats', []],
  ['ctest', []],
  ['invoke-pester', []],
  ['cargo-tarpaulin', []],
  ['cargo-nextest', ['list', 'show-config', 'archive', 'self']],
]);

/** Programs with commands that run tests, as one of their first words. */
const commands: ReadonlyMap<string, readonly string[]> = new Map([
  ['go', ['test']],
  ['cargo', ['test', 't', 'nextest', 'tarpaulin', 'llvm-cov']],
  ['playwright', ['test']],
  ['cypress', ['run']],
  ['react-scripts', ['test']],
  ['ng', ['test', 'e2e']],
  ['bun', ['test']],
  ['deno', ['test']],
  ['dotnet', ['test']],
  ['swift', ['test']],
  ['flutter', ['test']],
  ['dart', ['test']],
  ['mix', ['test']],
  ['rails', ['test']],
  ['rake', ['test', 'spec']],
  ['mvn', ['test', 'verify', 'integration-test']],
  ['mvnw', ['test', 'verify', 'integration-test']],
  ['gradle', ['test', 'check', 'integrationTest']],
  ['gradlew', ['test', 'check', 'integrationTest']],
  ['bazel', ['test', 'coverage']],
  ['bazelisk', ['test', 'coverage']],
]);

/** Names that a text must hold to run tests; one that cannot be read and holds none hides no run. */
export const testWords =
  /\b(?:nx|[a-z-]*test[a-z\d-]*|nox|tox|jest|mocha|ava|karma|jasmine|ginkgo|rspec|bats|wtr|cypress|playwright|tarpaulin|llvm-cov|pester)\b/i;

/** A name that tests have as a script or target: `test`, `test:unit`, `unit-test`, `e2e`. */
export function isTestName(name: string): boolean {
  return /(?:^|[:_-])(?:tests?|e2e|spec|coverage|vitest|jest|pytest)(?:$|[:_-])/.test(name);
}

/** How a program runs tests, as whoever wrote it would name it; undefined where it does not. */
export function testRun({ name, args }: StartedProgram): string | undefined {
  if (hasFlag(args, '--version', '-V', '--help', '-h', '--collect-only', '--listTests')) return undefined;
  if (hasFlag(args, '--watch', '--ui', '--watchAll')) return undefined;
  const words = positionals(args, ['-C', '--manifest-path', '-f', '-p', '--project', '--config', '-c']);
  const [command] = words;
  const known = name.toLowerCase();
  if (known === 'node') return hasFlag(args, '--test') ? 'node --test' : undefined;
  const others = runners.get(known);
  if (others !== undefined) return command !== undefined && others.includes(command) ? undefined : name;
  const found = commands.get(known)?.find((each) => words.slice(0, 4).includes(each));
  const isOfAnother = found !== undefined && ['cargo', 'go', 'bun', 'deno'].includes(known);
  if (isOfAnother && firstCommand(words) !== found) return undefined;
  if (found === 'nextest' && !words.includes('run') && !words.includes('r')) return undefined;
  return found === undefined ? undefined : `${name} ${found}`;
}

/** `cargo +nightly test` tests, `cargo run test` does not. */
function firstCommand(words: readonly (string | undefined)[]): string | undefined {
  return words.find((word) => word?.startsWith('+') !== true);
}

/** Programs that run what a file of theirs says, under a name that tells of tests. */
export function namedTestRun({ name, args }: StartedProgram): string | undefined {
  if (!['make', 'gmake', 'just', 'task', 'mage', 'invoke', 'earthly'].includes(name)) return undefined;
  const target = positionals(args, ['-C', '-f', '-j']).find((word) => isTestName(word ?? ''));
  return target === undefined ? undefined : `${name} ${target}`;
}
