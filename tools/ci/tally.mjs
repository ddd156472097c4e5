// Prints `N passed, N failed` for the tasks of a run, as its last line. The tasks are read from the profile that Nx
// writes where NX_PROFILE says, so that what is counted is what ran or was restored, and never what was hoped for.
//
//   node tools/ci/tally.mjs <profile> <exit code of the run>
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const passing = ['success', 'local-cache', 'local-cache-kept-existing', 'remote-cache'];

/**
 * The verdict on a run. It is red when a task failed, when the run itself failed, and when no task ran.
 *
 * @param {readonly { name: string, ph: string, args: { status?: string } }[]} profile events of the run; those of
 *   the phase `X` are tasks. A task that ran more than once counts as it ended.
 * @param {number} runExitCode
 * @returns {{ hasTasks: boolean, failed: string[], skipped: string[], summary: string, exitCode: 0 | 1 }}
 */
export function tally(profile, runExitCode) {
  const tasks = new Map(profile.filter(({ ph }) => ph === 'X').map(({ name, args }) => [name, args.status]));
  const endedAs = (is) => [...tasks].filter(([, status]) => is(status)).map(([name]) => name);
  const passed = endedAs((status) => passing.includes(status));
  const skipped = endedAs((status) => status === 'skipped');
  const failed = endedAs((status) => !passing.includes(status) && status !== 'skipped');
  const isGreen = runExitCode === 0 && tasks.size > 0 && passed.length === tasks.size;
  return {
    hasTasks: tasks.size > 0,
    failed,
    skipped,
    summary: `${passed.length} passed, ${failed.length} failed`,
    exitCode: isGreen ? 0 : 1,
  };
}

function main([path, runExitCode]) {
  const profile = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
  const { hasTasks, failed, skipped, summary, exitCode } = tally(profile, Number(runExitCode));
  for (const task of failed) console.log(`failed: ${task}`);
  for (const task of skipped) console.log(`skipped, since what it depends on failed: ${task}`);
  if (exitCode !== 0 && failed.length + skipped.length === 0) {
    console.log(hasTasks ? `the run itself ended with exit code ${runExitCode}` : 'no task ran');
  }
  console.log(summary);
  process.exitCode = exitCode;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
