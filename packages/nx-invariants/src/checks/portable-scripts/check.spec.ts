// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of GitHub and of shells
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../../testing/judge-leaf';
import { type Files, temporaryWorkspace } from '../../../testing/temporary-workspace';

const project: Files = { 'apps/a/project.json': { name: 'a' } };
const root: Files = { ...project, 'nx.json': {}, 'project.json': { name: 'root' } };

/** The findings of a leaf, up to where each says why. */
async function found(files: Files, name = 'a', executables: readonly string[] = []): Promise<string[]> {
  const folder = temporaryWorkspace(files);
  for (const path of executables) chmodSync(join(folder, path), 0o755);
  const report = await judgeLeaf(folder, name, 'portable-scripts');
  return findingLines(report).map((line) =>
    line.replace(/ (?:is not in POSIX|is for sh alone|is a path of|joins its parts|needs PowerShell).*/, ''),
  );
}

const workflow = (steps: string, head = 'runs-on: ubuntu-latest') =>
  `on: push\njobs:\n  build:\n    ${head}\n    steps:\n${steps.replace(/^(?=.)/gm, '      ')}`;
const mixed = 'strategy: { matrix: { os: [ubuntu-latest, windows-latest] } }\n    runs-on: ${{ matrix.os }}';

describe('files', () => {
  it.each<[string, Files, string[]]>([
    ['sh', { 'apps/a/run.sh': '#!/bin/sh\n[[ -f a ]]\n' }, ['error apps/a/run.sh:2:1 [[ … ]]']],
    ['bash', { 'apps/a/run.sh': '#!/usr/bin/env bash\n[[ -f a ]]\n' }, []],
    ['zsh', { 'apps/a/run.sh': '#!/bin/zsh\nprint -l ${(f)a}\n' }, []],
    [
      'a shell that does not parse',
      { 'apps/a/run.sh': '#!/bin/sh\nif a\n' },
      ['error apps/a/run.sh:2:1 it does not parse: `if <cond>` must be followed by `then`'],
    ],
    [
      'CR LF',
      { 'apps/a/run.sh': '#!/bin/sh\r\na\r\n' },
      ['error apps/a/run.sh:1:10 2 lines end with CR LF, and the CR becomes part of a word'],
    ],
    ['PowerShell with CR LF', { 'apps/a/run.ps1': 'Get-Item a\r\n' }, []],
    [
      'PowerShell',
      { 'apps/a/run.ps1': '$a | ForEach-Object -Parallel { b }\n' },
      ['error apps/a/run.ps1:1:21 "ForEach-Object -Parallel"'],
    ],
    [
      'PowerShell that does not parse',
      { 'apps/a/run.ps1': 'if ($a) {\n' },
      ['error apps/a/run.ps1:1:9 it does not parse: "{" is never closed'],
    ],
    [
      'Python in a folder for scripts',
      { 'apps/a/scripts/b.py': 'a = "C:\\\\temp"\n' },
      ['error apps/a/scripts/b.py:1:5 "C:\\temp"'],
    ],
    [
      'JavaScript there',
      { 'apps/a/tools/x/b.mjs': "a('C:\\\\temp');\n" },
      ['error apps/a/tools/x/b.mjs:1:3 "C:\\temp"'],
    ],
    [
      'TypeScript there',
      { 'apps/a/tools/b.ts': "const a: string = 'C:\\\\temp';\n" },
      ['error apps/a/tools/b.ts:1:19 "C:\\temp"'],
    ],
    [
      'a file without an ending there',
      { 'apps/a/bin/run': '#!/bin/sh\nsource b\n' },
      ['error apps/a/bin/run:2:1 "source"'],
    ],
    [
      'code elsewhere, tests and data',
      {
        'apps/a/run.sh': 'a\n',
        'apps/a/src/b.py': 'a = "C:\\\\temp"',
        'apps/a/tools/b.spec.mjs': "a('C:\\\\temp')",
        'apps/a/scripts/test_b.py': 'a = "C:\\\\temp"',
        'apps/a/tests/b.sh': 'if',
        'apps/a/scripts/LICENSE': 'C:\\temp',
      },
      [],
    ],
    ['a name for Windows', { 'apps/a/install-windows.ps1': "cd 'C:\\temp'\n" }, []],
    [
      'a shebang that is wrong',
      { 'apps/a/run.sh': '#!/usr/bin/env bash -e\n' },
      ['error apps/a/run.sh:1:1 "env" is given one argument on Linux, "bash -e"'],
    ],
    [
      'what is no text',
      { 'apps/a/run.sh': 'a\0b' },
      ['error apps/a/run.sh the script cannot be read: it holds a NUL byte'],
    ],
    [
      'what is too large',
      { 'apps/a/run.sh': `${'a\n'.repeat(200_000)}` },
      ['error apps/a/run.sh the script cannot be read: it is larger than 256 KiB'],
    ],
    [
      'what the grammar cannot follow',
      { 'apps/a/run.sh': '[[ "$x" =~ ^\\[([0-9]*\\.)[^]]*\\] ]] && a\n' },
      [
        'warning apps/a/run.sh:1:13 a part of the script was not judged: the grammar of this check cannot follow it',
      ],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await found({ ...project, ...files })).toEqual(expected);
  });

  it('judges run bits and what is started by its path', async () => {
    const files: Files = {
      'apps/a/package.json': { name: 'a', scripts: { a: './run.sh && scripts/b.mjs', b: 'bash other.sh' } },
      'apps/a/run.sh': '#!/bin/sh\n',
      'apps/a/other.sh': 'a\n',
      'apps/a/scripts/b.mjs': 'b();\n',
    };
    expect(await found(files, 'a', ['apps/a/scripts/b.mjs'])).toEqual([
      'error apps/a/package.json:4:5 the script a: apps/a/run.sh is started by its path, but has no run bit',
      'error apps/a/scripts/b.mjs:1:1 the script may be started by its path, but has no shebang: whatever shell starts it runs it',
    ]);
    expect(
      await found({ ...files, 'apps/a/scripts/b.mjs': '#!/usr/bin/env node\n' }, 'a', [
        'apps/a/run.sh',
        'apps/a/scripts/b.mjs',
      ]),
    ).toEqual([]);
  });
});

describe('command lines', () => {
  it.each<[string, Files, string[]]>([
    [
      'a script of npm',
      { 'apps/a/package.json': { name: 'a', scripts: { build: 'rm -rf dist && tsc' } } },
      ['error apps/a/package.json:4:5 the script build: "rm -rf"'],
    ],
    [
      'one of a package that is not for Windows',
      { 'apps/a/package.json': { name: 'a', os: ['!win32'], scripts: { build: 'rm -rf dist' } } },
      [],
    ],
    [
      'one of a package for Linux alone',
      { 'apps/a/package.json': { name: 'a', os: ['linux'], scripts: { build: 'rm -rf dist' } } },
      [],
    ],
    [
      'scripts for one system',
      {
        'apps/a/package.json': {
          name: 'a',
          scripts: { 'clean:windows': 'if exist x (rd x)', 'clean:unix': 'rm -rf dist' },
        },
      },
      [],
    ],
    [
      'a target',
      {
        'apps/a/project.json': {
          name: 'a',
          targets: {
            b: { command: 'A=b c' },
            d: { executor: 'nx:run-commands', options: { commands: ['e', { command: 'export F=g' }] } },
            h: { executor: 'other:x', options: { command: 'rm -rf i' } },
          },
        },
      },
      [
        'error apps/a/project.json:5:7 the target b: the assignment "A=b"',
        'error apps/a/project.json:12:11 the target d: "export"',
      ],
    ],
    [
      'a target that has it from targetDefaults',
      {
        'nx.json': { targetDefaults: { b: { command: 'A=b c' }, d: { command: 'export E=f' } } },
        'apps/a/project.json': { name: 'a', targets: { b: {} } },
      },
      ['error nx.json:4:7 the target b: the assignment "A=b"'],
    ],
    [
      'one that has it from what nx.json extends',
      {
        'nx.json': { extends: './presets/nx.json' },
        'presets/nx.json': { targetDefaults: { 'b*': { options: { commands: ['A=b c'] } } } },
        'apps/a/project.json': { name: 'a', targets: { b: {} } },
      },
      ['error presets/nx.json:6:11 the target b: the assignment "A=b"'],
    ],
    [
      'a manifest that is broken',
      { 'apps/a/package.json': '{ "scripts": { "a": "b" }' },
      ['error apps/a/package.json:1:26 what it runs cannot be told: it is not JSON: CloseBraceExpected'],
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await found({ ...project, ...files })).toEqual(expected);
  });
});

describe('scripts of npm where one shell runs them everywhere', () => {
  it.each([
    ['.npmrc', 'a=b\nscript-shell = bash\n', 0],
    ['.npmrc', 'shell-emulator=true\n', 0],
    ['.npmrc', '# script-shell=bash\nshell-emulator=false\n', 1],
    ['pnpm-workspace.yaml', 'scriptShell: /bin/sh\n', 0],
    ['pnpm-workspace.yaml', 'shellEmulator: true\n', 0],
    ['pnpm-workspace.yaml', 'packages: [apps/*]\n', 1],
    ['pnpm-workspace.yaml', 'packages: [', 1],
  ])('%s: %j', async (file, text, count) => {
    const manifest = { name: 'a', scripts: { build: 'rm -rf dist' } };
    expect(await found({ ...project, 'apps/a/package.json': manifest, [file]: text })).toHaveLength(count);
  });
});

describe('Dockerfiles', () => {
  it.each<[string, string, string[]]>([
    ['dash', 'FROM debian:12\nRUN a && \\\n    source b\n', ['error apps/a/Dockerfile:3:5 RUN: "source"']],
    ['busybox', 'FROM alpine:3\nRUN source b && a=(1)\n', ['error apps/a/Dockerfile:2:19 RUN: an array']],
    [
      'an unknown base',
      'ARG B\nFROM $B\nRUN source b && a=(1)\n',
      ['error apps/a/Dockerfile:3:19 RUN: an array'],
    ],
    ['a base whose sh is bash', 'FROM fedora:40\nRUN [[ a ]] && a=(1)\n', []],
    [
      'an earlier stage',
      'FROM debian AS b\nFROM b\nRUN [[ a ]]\n',
      ['error apps/a/Dockerfile:3:5 RUN: [[ … ]]'],
    ],
    [
      'SHELL',
      'FROM debian\nSHELL ["/bin/bash", "-c"]\nRUN [[ a ]]\nSHELL ["sh", "-c"]\nRUN a=(1)\n',
      ['error apps/a/Dockerfile:5:7 RUN: an array'],
    ],
    [
      'PowerShell',
      'FROM x\nSHELL ["pwsh", "-c"]\nRUN Get-Item C:/temp\n',
      ['error apps/a/Dockerfile:3:14 RUN: "C:/temp"'],
    ],
    [
      'comments, empty lines and flags',
      'FROM debian\nRUN --mount=type=cache,target=/a \\\n  # [[ no ]]\n  b && \\\n\n  source c\n# end\nRUN d\n',
      ['error apps/a/Dockerfile:6:3 RUN: "source"'],
    ],
    [
      'a here-document',
      'FROM debian\nRUN <<EOF\nset -e\nsource a\nEOF\nRUN <<X\n#!/bin/bash\n[[ a ]]\nX\n',
      ['error apps/a/Dockerfile:4:1 RUN: "source"'],
    ],
    [
      'a here-document for a command',
      'FROM debian\nRUN a && cat <<EOF >b && \\\n  source c\nif (\nEOF\n# end\nRUN source d\n',
      ['error apps/a/Dockerfile:3:3 RUN: "source"', 'error apps/a/Dockerfile:7:5 RUN: "source"'],
    ],
    [
      'a here-document as far as its own end',
      'FROM debian\nRUN <<EOF\na\n EOF\n\tEOF\nsource b\nEOF\nRUN <<-"X-1"\n\tsource c\n\tX-1\n',
      ['error apps/a/Dockerfile:6:1 RUN: "source"', 'error apps/a/Dockerfile:9:2 RUN: "source"'],
    ],
    [
      'the languages of here-documents',
      'FROM debian\nRUN <<EOF\n#!/usr/bin/env -S perl -w\nif ($x) {(\nEOF\nRUN <<EOF\n#!/usr/bin/python3\na = "C:/temp"\nEOF\n',
      ['error apps/a/Dockerfile:8:5 RUN: "C:/temp"'],
    ],
    ['SHELL over several lines', 'FROM debian\nSHELL \\\n  # bash\n  ["bash", "-c"]\nRUN [[ a ]]\n', []],
    [
      'what images built from it run',
      'FROM debian\nONBUILD RUN source b\n',
      ['error apps/a/Dockerfile:2:13 RUN: "source"'],
    ],
    ['the JSON form with a comment behind', 'FROM debian\nRUN ["bash", \\\n  "-c", "[[ a ]]"]\n# [[ b\n', []],
    ['the JSON form', 'FROM debian\nRUN ["bash", "-c", "[[ a ]]"]\n', []],
    ['Windows', '# escape=`\nFROM mcr.microsoft.com/windows/servercore\nRUN dir C:\\x && `\n b\n', []],
    [
      'no Dockerfile',
      'RUN a\n',
      ['error apps/a/Dockerfile:1:1 what it runs cannot be told: no build stage in current context'],
    ],
  ])('%s', async (_what, text, expected) => {
    expect(await found({ ...project, 'apps/a/Dockerfile': text })).toEqual(expected);
  });
});

describe('workflows', () => {
  const at = '.github/workflows/ci.yml';
  it.each<[string, string, string[]]>([
    ['bash on Linux', workflow('- run: export A=b && [[ -f c ]]'), []],
    [
      'a shell of the step',
      workflow('- run: |\n    a\n    source b\n  shell: sh'),
      [`error ${at}:8:11 a step of the job build: "source"`],
    ],
    [
      'that of the job',
      workflow('- run: source b', 'runs-on: x\n    defaults: { run: { shell: sh } }'),
      [`error ${at}:7:14 a step of the job build: "source"`],
    ],
    ['pwsh', workflow('- run: 1 | ForEach-Object -Parallel { a }\n  shell: pwsh'), []],
    [
      'Windows PowerShell',
      workflow("- run: 1 | ForEach-Object -Parallel { cd 'C:\\x' }\n  shell: powershell"),
      [`error ${at}:6:33 a step of the job build: "ForEach-Object -Parallel"`],
    ],
    [
      'both systems',
      workflow('- run: npm ci && export A=b', mixed),
      [`error ${at}:7:24 a step of the job build: "export"`],
    ],
    ['both systems with a shell', workflow('- run: export A=b\n  shell: bash', mixed), []],
    [
      'a condition for one system',
      workflow(
        "- run: export A=b\n  if: runner.os != 'Windows'\n- run: if ($x) { a }\n  if: runner.os == 'Windows'",
        mixed,
      ),
      [],
    ],
    ['a system that cannot be told', workflow('- run: export A=b', 'runs-on: ${{ inputs.os }}'), []],
    ['Windows alone', workflow("- run: cd 'C:\\x'; if ($a) { b }", 'runs-on: windows-latest'), []],
    [
      'expressions',
      workflow('- run: echo ${{ toJSON(a) }} "${{ b }}" && (\n'),
      [
        `error ${at}:6:50 a step of the job build: it does not parse: \`(\` must be followed by a statement list`,
      ],
    ],
    ['cmd and others', workflow('- run: if exist a (b)\n  shell: cmd\n- run: a(\n  shell: perl {0}'), []],
    [
      'no YAML',
      'jobs: [',
      [
        `error ${at}:1:8 the workflow is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]`,
      ],
    ],
  ])('%s', async (_what, text, expected) => {
    expect(await found({ ...root, [at]: text }, 'root')).toEqual(expected);
  });
});

describe('names of files', () => {
  it('are judged for the whole workspace', async () => {
    const files = { ...root, 'a.sh': 'a\n', 'docs/aux.md': '', 'apps/a/Read.me': '', 'apps/A/x': '' };
    expect(await found(files, 'root')).toEqual([
      'error apps/a/Read.me apps/a and apps/A differ only in case',
      'error docs/aux.md "aux.md" is the name of a device on Windows',
    ]);
  });
});

describe('the leaf', () => {
  it('sits where something is run', async () => {
    const files = { ...root, 'apps/b/project.json': { name: 'b', targets: { x: { command: 'y' } } } };
    const folder = temporaryWorkspace(files);
    expect(await leafOf(folder, 'a', 'portable-scripts')).toBeUndefined();
    expect(await leafOf(folder, 'b', 'portable-scripts')).toBeDefined();
    expect((await judgeLeaf(folder, 'root', 'portable-scripts')).subjects).toEqual([
      'the names of files',
      'project.json',
    ]);
  });

  it('reads the scripts of its project and nothing else', async () => {
    const folder = temporaryWorkspace({
      ...project,
      'apps/a/bin/run': '#!/bin/sh\n',
      'apps/a/Dockerfile': 'FROM a',
    });
    const leaf = await leafOf(folder, 'a', 'portable-scripts');
    expect(leaf?.placement).toEqual({
      inputs: [
        '{projectRoot}/**/*.{sh,bash,ps1,psm1}',
        ...['scripts', 'tools', 'bin', 'hack', 'ci', '.ci'].map(
          (name) => `{projectRoot}/**/${name}/**/*.{py,js,cjs,mjs,ts,cts,mts}`,
        ),
        '{projectRoot}/{package,project}.json',
        { json: '{workspaceRoot}/nx.json', fields: ['extends', 'targetDefaults'] },
        '{workspaceRoot}/.npmrc',
        '{workspaceRoot}/pnpm-workspace.yaml',
        '{workspaceRoot}/apps/a/Dockerfile',
        '{workspaceRoot}/apps/a/bin/run',
      ],
      parameters: { dockerfiles: ['apps/a/Dockerfile'], workflows: [], executables: [], names: null },
    });
  });
});
