import type { InvariantCase, InvariantCases } from './invariant-case';

const startScript = 'infra/scripts/start-all.ps1';

export const scriptCases: InvariantCases = {
  X1: [
    scriptCase(
      ['if ($failed) {', 'if $failed {'],
      'if $failed {',
      'it does not parse: "if" has no condition',
    ),
  ],
  X2: [
    scriptCase(
      ['if ($PSVersionTable.PSVersion.Major -ge 7) {', 'if ($Names.Count -gt 1) {'],
      '-Parallel',
      '"ForEach-Object -Parallel" needs PowerShell 7, and nothing asks for the version',
    ),
  ],
  X3: [
    scriptCase(
      ["'infra/docker-compose.integration.yml'", "'C:\\observatory\\compose.yml'"],
      "$composeFile = 'C:",
      '"C:\\observatory\\compose.yml" is a path of Windows alone',
    ),
  ],
  X4: [
    {
      breakIt: (workspace) =>
        workspace.write('infra/scripts/stop-all.sh', '#!/bin/sh\n[[ -n "$1" ]] && docker compose down\n'),
      red: {
        'infra:check-portable-scripts': [
          {
            at: ['infra/scripts/stop-all.sh', 2],
            message: '[[ … ]] is not in POSIX sh, and sh runs this',
          },
        ],
      },
    },
  ],
  B4: [
    scriptCase(
      ['if ($PSScriptRoot) { $PSScriptRoot } else { (Get-Location).Path }', '$PSScriptRoot'],
      '$folder = $PSScriptRoot',
      'the root is found from $PSScriptRoot alone, which is empty where the text of the script is run (-Command)',
    ),
  ],
};

/** Edits the start script. */
function scriptCase(
  edit: readonly [before: string, after: string],
  line: string,
  message: string,
): InvariantCase {
  return {
    breakIt: (workspace) => workspace.replace(startScript, ...edit),
    red: { 'infra:check-portable-scripts': [{ at: [startScript, line], message }] },
  };
}
