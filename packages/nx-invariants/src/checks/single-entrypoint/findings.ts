import type { FindingDraft, Location } from '../../check/finding';
import { runsTests, type TargetNames } from '../../scripts/graph-run';
import type { Started, StartedByCommand } from '../../scripts/started-tests';

/** Where a command stands, and who runs it. */
interface Runner {
  readonly label: string;
  readonly place: Location;
}

/** Tests that are run beside the task graph, or may be. */
export function besideFinding(started: Started, { label, place }: Runner): FindingDraft[] {
  switch (started.kind) {
    case 'graph':
      return [];
    case 'tests':
      return [
        {
          severity: 'error',
          ...place,
          message: `${label}: ${started.by} runs tests beside the task graph`,
          expected:
            'one way to every test: what the graph does not know is not selected, not cached and not among what must hold',
          fix: 'make it a target of its project, and run that with "nx affected -t …"',
        },
      ];
    case 'unknown':
      return [
        {
          severity: 'error',
          undecided: true,
          ...place,
          message: `${label}: whether ${started.by} runs tests cannot be told: ${started.reason}`,
          expected: 'a command of Nx, or one that this check can read',
          fix: 'make it a target of its project and run that with Nx, or write it in a plainer way',
        },
      ];
  }
}

/** What lets a failure of the task graph pass, or leaves out what must hold. */
export function hidingFindings(
  { command, started }: StartedByCommand,
  { label, place }: Runner,
  hasPipefail: boolean,
  targets: TargetNames,
): FindingDraft[] {
  if (started.kind !== 'graph') return [];
  const { excluded } = started.run;
  const hides = (message: string, fix: string): FindingDraft => ({
    severity: 'error',
    ...place,
    message: `${label}: ${message}`,
    expected: 'a failing invariant fails whoever runs it',
    fix,
  });
  return [
    ...(command.isForgiven || started.isForgiven
      ? [hides('what stands behind || lets failures of the task graph pass', 'remove it, or exit 1 there')]
      : []),
    ...(command.isPiped && !hasPipefail
      ? [
          hides(
            'the pipe takes the exit code of its last command: failures of the task graph pass',
            'write "set -o pipefail" first, or "shell: bash" for the step',
          ),
        ]
      : []),
    ...(excluded !== undefined && runsTests(started.run, targets)
      ? [
          hides(
            `--exclude leaves ${excluded} out of what must hold`,
            'remove it; an exception has a place in invariants.waivers.json, with a reason and an end',
          ),
        ]
      : []),
  ];
}

/** A step or job that goes on although what it runs has failed. */
export function goesOn(value: string, place: Location, label: string): FindingDraft[] {
  if (value === 'false') return [];
  const isCertain = value === 'true';
  return [
    {
      severity: isCertain ? 'error' : 'warning',
      ...place,
      message: `${label}: continue-on-error${isCertain ? '' : `, where ${value} is true,`} lets failures of the task graph pass`,
      expected: 'a failing invariant fails the workflow',
      fix: 'remove continue-on-error; steps that must run all the same have "if: always()"',
    },
  ];
}
