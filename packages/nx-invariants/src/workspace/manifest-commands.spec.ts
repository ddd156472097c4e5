import { describe, expect, it } from 'vitest';
import { parseJson } from '../config/json-document';
import { readNxJson } from '../config/nx-json';
import { manifestCommands } from './manifest-commands';

/** `file:line:column (owner's line:column) runner label in folder: script`; a place outside of the file is told whole. */
function commandsIn(file: string, manifest: unknown, nxJson: unknown = {}): string[] {
  const parsed = parseJson(JSON.stringify(manifest, null, 2));
  if (!parsed.ok) throw new Error(parsed.message);
  const settings = readNxJson('', () => JSON.stringify(nxJson, null, 2));
  return manifestCommands(file, parsed.document, settings).map(
    ({ script, folder, label, place, ownerPlace, runner }) => {
      expect(ownerPlace.file).toBe(place.file);
      const at = place.file === file ? '' : `${place.file}:`;
      const owner = `${ownerPlace.line}:${ownerPlace.column}`;
      return `${at}${place.line}:${place.column} (${owner}) ${runner} ${label} in ${folder}: ${script}`;
    },
  );
}

const inProject = (target: unknown, targetDefaults?: unknown) =>
  commandsIn('apps/a/project.json', { targets: { t: target } }, { targetDefaults });

describe('the commands of targets', () => {
  it.each<[string, unknown, string[]]>([
    [
      'a command',
      { command: 'a {projectRoot} {workspaceRoot}/b' },
      ['4:7 (3:5) run-commands the target t in .: a apps/a ./b'],
    ],
    [
      'a command in options, and a folder',
      { executor: 'nx:run-commands', options: { cwd: '{projectRoot}/x', command: 'a' } },
      ['7:9 (3:5) run-commands the target t in apps/a/x: a'],
    ],
    [
      'a command before that of options',
      { options: { command: 'b' }, command: 'a' },
      ['7:7 (3:5) run-commands the target t in .: a'],
    ],
    [
      'commands as texts, objects and lists',
      { options: { commands: ['a', { command: 'b' }, { command: ['c', 'd'] }, 3, {}, null] } },
      [
        '6:11 (3:5) run-commands the target t in .: a',
        '7:11 (3:5) run-commands the target t in .: b',
        '10:11 (3:5) run-commands the target t in .: c d',
      ],
    ],
    [
      'what configurations change',
      {
        command: 'a',
        options: { cwd: 'x' },
        configurations: {
          plain: { args: 'z' },
          command: { command: 'b' },
          commands: { commands: ['c'] },
          folder: { cwd: 'y' },
          odd: null,
        },
      },
      [
        '4:7 (3:5) run-commands the target t in x: a',
        '4:7 (3:5) run-commands the target t in x: a z',
        '13:11 (3:5) run-commands the target t in x: b',
        '17:13 (3:5) run-commands the target t in x: c',
        '4:7 (3:5) run-commands the target t in y: a',
      ],
    ],
    [
      'older names of the executor',
      { executor: '@nrwl/workspace:run-commands', options: { command: 'a' } },
      ['6:9 (3:5) run-commands the target t in .: a'],
    ],
    [
      'another executor',
      { executor: '@nx/x:run-commands', options: { command: 'a' } },
      ['6:9 (3:5) other the target t in .: a'],
    ],
    [
      'a folder that is no text',
      { command: 'a', options: { cwd: 3 } },
      ['4:7 (3:5) run-commands the target t in .: a'],
    ],
    [
      'what is handed on: options and arguments',
      { command: 'a', options: { file: 'x y', list: ['z'], args: ['-b', 3, '-c'], color: true } },
      ['4:7 (3:5) run-commands the target t in .: a --file="x y" -b -c'],
    ],
    [
      'what is handed on where the command has it',
      {
        options: {
          commands: ['a {args.file} {args.mode} b', 'a {args} b'],
          file: '{projectRoot}/x',
          args: '-c',
        },
      },
      [
        '6:11 (3:5) run-commands the target t in .: a apps/a/x {args.mode} b',
        '7:11 (3:5) run-commands the target t in .: a --file=apps/a/x -c b',
      ],
    ],
    [
      'what is handed on to some',
      {
        options: {
          commands: ['a', { command: 'b', forwardAllArgs: true }],
          args: '-c',
          forwardAllArgs: false,
        },
      },
      ['6:11 (3:5) run-commands the target t in .: a', '7:11 (3:5) run-commands the target t in .: b -c'],
    ],
    [
      'what another executor makes of its options',
      { executor: 'x:y', options: { command: 'a', args: '-c' } },
      ['6:9 (3:5) other the target t in .: a'],
    ],
    ['nothing', {}, []],
    ['what is no target', 'a', []],
    ['options that are none', { options: ['a'], configurations: 'b', command: 3 }, []],
  ])('of %s', (_what, target, expected) => {
    expect(inProject(target)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['no targets', {}],
    ['targets that are none', { targets: ['a'] }],
    [
      'what the nx property of a package.json would say',
      { nx: { targets: { t: { command: 'a' } } }, scripts: { s: 'b' } },
    ],
    ['no object', []],
  ])('has none in a project.json of %s', (_what, manifest) => {
    expect(commandsIn('project.json', manifest)).toEqual([]);
  });
});

describe('the commands of a package.json', () => {
  it('are its scripts, in its folder, and the targets of its nx property', () => {
    const manifest = {
      scripts: { s: 'a {projectRoot}', odd: 3 },
      nx: { targets: { t: { command: 'b {projectRoot}' } } },
      targets: { no: { command: 'c' } },
    };
    expect(commandsIn('apps/a/package.json', manifest)).toEqual([
      '3:5 (3:5) npm the script s in apps/a: a {projectRoot}',
      '9:9 (8:7) run-commands the target t in .: b apps/a',
    ]);
  });
});

describe('the commands that targets have from targetDefaults', () => {
  it.each<[string, unknown, unknown, string[]]>([
    [
      'by name',
      {},
      { t: { command: 'a {projectRoot}' } },
      ['nx.json:4:7 (3:5) run-commands the target t in .: a apps/a'],
    ],
    [
      'by executor',
      { executor: 'nx:run-commands' },
      { 'nx:run-commands': { options: { commands: ['a'] } } },
      ['nx.json:6:11 (3:5) run-commands the target t in .: a'],
    ],
    [
      'with a folder of its own',
      { options: { cwd: '{projectRoot}' } },
      { t: { command: 'a' } },
      ['nx.json:4:7 (3:5) run-commands the target t in apps/a: a'],
    ],
    [
      'a folder for its own command',
      { command: 'a' },
      { t: { options: { cwd: '{projectRoot}' } } },
      ['4:7 (3:5) run-commands the target t in apps/a: a'],
    ],
    [
      'but for its own',
      { command: 'b' },
      { t: { command: 'a' } },
      ['4:7 (3:5) run-commands the target t in .: b'],
    ],
    [
      'with configurations of both',
      { configurations: { x: { cwd: 'y' } } },
      { t: { command: 'a', configurations: { x: { command: 'b' }, z: { command: 'c' } } } },
      [
        'nx.json:4:7 (3:5) run-commands the target t in .: a',
        'nx.json:7:11 (3:5) run-commands the target t in y: b',
        'nx.json:10:11 (3:5) run-commands the target t in .: c',
      ],
    ],
    [
      'in every way in which a list may apply',
      {},
      { t: [{ command: 'a' }, { filter: { projects: ['p'] }, command: 'b' }, { options: { cwd: 'x' } }] },
      [
        'nx.json:13:9 (7:7) run-commands the target t in x: b',
        'nx.json:5:9 (4:7) run-commands the target t in x: a',
      ],
    ],
    [
      'with their executor',
      { options: { command: 'a' } },
      { t: { executor: 'a:b' } },
      ['5:9 (3:5) other the target t in .: a'],
    ],
    ['not of another executor', { executor: 'a:b' }, { t: { command: 'a' } }, []],
    ['not of other targets', {}, { u: { command: 'a' } }, []],
  ])('%s', (_what, target, targetDefaults, expected) => {
    expect(inProject(target, targetDefaults)).toEqual(expected);
  });

  it('are those of the targets of a package.json too, and not of its scripts', () => {
    const manifest = { scripts: { t: 'a' }, nx: { targets: { t: {} } } };
    expect(commandsIn('package.json', manifest, { targetDefaults: { t: { command: 'b' } } })).toEqual([
      '3:5 (3:5) npm the script t in .: a',
      'nx.json:4:7 (3:5) run-commands the target t in .: b',
    ]);
  });
});
