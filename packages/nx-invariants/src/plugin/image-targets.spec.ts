import { describe, expect, it } from 'vitest';
import { inferredProject } from '../../testing/judge-leaf';
import { type Files, link, temporaryWorkspace } from '../../testing/temporary-workspace';
import type { ImageTarget } from './image-targets';

const base: Files = {
  'apps/a/Dockerfile':
    'FROM node:24 AS build\nCOPY apps/a/src contracts/*.json /x/\nFROM build AS lint\nCOPY tools /t/\nFROM scratch\nCOPY --from=build /x /x\nCOPY apps/a/VERSION /\n',
  'apps/a/src/main.ts': 'export {};\n',
  'contracts/job.json': '{}',
  'tools/lint.sh': '',
};

const image = (target: object, more: object = {}): Files => ({
  'apps/a/project.json': { name: 'a', targets: { image: target, ...more } },
});
const build = (flags = '-f apps/a/Dockerfile .') => image({ command: `docker build ${flags}` });
const dockerfile = (text: string): Files => ({ 'apps/a/Dockerfile': text });

async function imageTargetsOf(files: Files): Promise<readonly ImageTarget[]> {
  return (await inferredProject(temporaryWorkspace({ ...base, ...files }), 'a')).imageTargets;
}

/** Inputs for files, and for paths that may be folders. */
const of = (files: readonly string[], paths: readonly string[]) => [
  ...files.map((path) => `{workspaceRoot}/${path}`),
  ...paths.flatMap((path) => [`{workspaceRoot}/${path}`, `{workspaceRoot}/${path}/**/*`]),
];
const read = (context = '.') => [
  'apps/a/Dockerfile',
  'apps/a/Dockerfile.dockerignore',
  context === '.' ? '.dockerignore' : `${context}/.dockerignore`,
];
const taken = ['apps/a/VERSION', 'apps/a/src', 'contracts'];
const outputs = { dependentTasksOutputFiles: '**/*', transitive: true };

describe('the inputs of an image target', () => {
  it.each<[string, Files, readonly unknown[]]>([
    ['docker build', build(), of(read(), taken)],
    [
      'its own folder and the whole of it',
      { ...build('apps/a'), ...dockerfile('FROM scratch\nCOPY . /x\n') },
      of(read('apps/a'), ['apps/a']),
    ],
    [
      'the stages of its target',
      build('--target lint -f apps/a/Dockerfile .'),
      of(read(), ['apps/a/src', 'contracts', 'tools']),
    ],
    [
      'its arguments',
      {
        ...build('--build-arg DIR=tools -f apps/a/Dockerfile .'),
        ...dockerfile('FROM node\nARG DIR\nCOPY $DIR /x\n'),
      },
      of(read(), ['tools']),
    ],
    [
      'podman of a list of one command, in a folder',
      image({
        executor: 'nx:run-commands',
        options: { commands: ['podman build -f Dockerfile ../..'], cwd: '{projectRoot}' },
      }),
      of(read(), taken),
    ],
    [
      'buildx',
      image({ command: 'docker buildx build --push -t a:1 -f {projectRoot}/Dockerfile .' }),
      of(read(), taken),
    ],
    [
      '@nx-tools/nx-container',
      image({ executor: '@nx-tools/nx-container:build', options: { tags: ['a:1'] } }),
      of(read(), taken),
    ],
    [
      'each configuration',
      image({
        command: 'docker build -f apps/a/Dockerfile',
        options: { args: '--target=lint .' },
        configurations: { production: { args: '.' } },
      }),
      of(read(), ['apps/a/VERSION', 'apps/a/src', 'contracts', 'tools']),
    ],
    [
      'a named context',
      {
        ...build('--build-context lib=lib -f apps/a/Dockerfile .'),
        ...dockerfile('FROM scratch\nCOPY --from=lib / /lib/\nCOPY apps/a/src /x\n'),
      },
      of(read(), ['apps/a/src', 'lib']),
    ],
    [
      'what the targets before it make',
      {
        ...image({ command: 'docker build -f apps/a/Dockerfile .', dependsOn: ['build'] }),
        ...dockerfile('FROM scratch\nCOPY apps/a/dist /x\n'),
        '.gitignore': 'dist\n',
      },
      [...of(read(), ['apps/a/dist']), outputs],
    ],
    [
      'the same by targetDefaults',
      { ...build(), 'nx.json': { targetDefaults: { image: { cache: true, dependsOn: ['^build'] } } } },
      [...of(read(), taken), outputs],
    ],
    [
      'the nx property of package.json',
      {
        'package.json': { private: true, workspaces: ['apps/*'] },
        'apps/a/package.json': {
          name: 'a',
          nx: { targets: { image: { command: 'docker build -f apps/a/Dockerfile .' } } },
        },
      },
      of(read(), taken),
    ],
    [
      'a file called dockerfile',
      { ...build('docker'), 'docker/dockerfile': 'FROM scratch\nCOPY x /x\n' },
      of(['docker/dockerfile', 'docker/dockerfile.dockerignore', 'docker/.dockerignore'], ['docker/x']),
    ],
  ])('are those of %s', async (_what, files, inputs) => {
    const root = temporaryWorkspace({ ...base, ...files });
    const { imageTargets, targets } = await inferredProject(root, 'a');
    expect(imageTargets).toEqual([{ name: 'image', kind: 'given', inputs }]);
    expect(targets.image).toEqual({ inputs });
  });

  it('are those that links lead to', async () => {
    const files = { ...base, ...build(), ...dockerfile('FROM scratch\nCOPY apps/a/link /x\n') };
    const root = temporaryWorkspace(files);
    link(root, 'apps/a/link', '../../contracts');
    const inputs = of(read(), ['apps/a/link', 'contracts']);
    expect((await inferredProject(root, 'a')).imageTargets).toEqual([
      { name: 'image', kind: 'given', inputs },
    ]);
  });

  it('are those that a Dockerfile and an ignore file link to', async () => {
    const { 'apps/a/Dockerfile': text, ...others } = base;
    const files = { ...others, ...build(), 'images/Dockerfile': text, 'images/ignored': '*.md\n' };
    const root = temporaryWorkspace(files as Files);
    link(root, 'apps/a/Dockerfile', '../../images/Dockerfile');
    link(root, '.dockerignore', 'images/ignored');
    const inputs = of([...read(), 'images/Dockerfile', 'images/ignored'], taken);
    expect((await inferredProject(root, 'a')).imageTargets).toEqual([
      { name: 'image', kind: 'given', inputs },
    ]);
  });

  const command = 'docker build -f apps/a/Dockerfile .';
  const openly = (sign: string) => `its command holds ${sign}, so it is known only when it runs`;

  it.each<[string, Files, string]>([
    ['inputs of its own', image({ command, inputs: ['default'] }), 'it has inputs of its own'],
    [
      'inputs by targetDefaults',
      { ...build(), 'nx.json': { targetDefaults: { image: { inputs: ['default'] } } } },
      'it has inputs of its own',
    ],
    [
      'inputs by the defaults of its executor',
      { ...build(), 'nx.json': { targetDefaults: { image: {}, 'nx:run-commands': { inputs: [] } } } },
      'it has inputs of its own',
    ],
    [
      'two commands in a line',
      image({ command: `npm run build && ${command}` }),
      'it runs more than one command',
    ],
    ['a pipe', image({ command: `${command} | tee log` }), 'it runs more than one command'],
    ['another shell', image({ command: `sh -c '${command}'` }), 'it runs more than one command'],
    [
      'two commands in a list',
      image({ executor: 'nx:run-commands', options: { commands: ['npm run build', command] } }),
      'it runs more or less than one command',
    ],
    ['a substitution', build('-t a:$(git describe) -f apps/a/Dockerfile .'), openly('$')],
    ['an argument of the target', build('-f {args.file} .'), openly('{args')],
    ['a Dockerfile on standard input', build('-f - . < apps/a/Dockerfile'), openly('<')],
    ['a program before it', image({ command: `sudo ${command}` }), 'its command begins with sudo'],
    [
      'its environment',
      image({ command: `DOCKER_BUILDKIT=0 ${command}` }),
      'its command begins with DOCKER_BUILDKIT=0',
    ],
    ...['env', 'envFile'].map((option): [string, Files, string] => [
      `its environment by the option ${option}`,
      image({ executor: 'nx:run-commands', options: { command, [option]: {} } }),
      `its option ${option} sets its environment`,
    ]),
    [
      'a flag that reads files',
      build('--secret id=x,src=k -f apps/a/Dockerfile .'),
      'what its flag --secret reads is not known',
    ],
    [
      'an option that is handed on',
      image({ command, options: { ssh: 'default' } }),
      'what its flag --ssh reads is not known',
    ],
    [
      'an argument of the environment',
      build('--build-arg A -f apps/a/Dockerfile .'),
      'the environment gives its argument A',
    ],
    ['a bake', image({ command: 'docker buildx bake' }), 'it builds what other files say'],
    ['no context', image({ command: 'docker build' }), 'the command names no context'],
    ['a remote context', build('https://example.com/a.git'), 'its context is no folder of this repository'],
    ['a context outside', build('../..'), 'its context or Dockerfile lies outside this repository'],
    [
      'another executor',
      image({ executor: 'x:y', options: { command } }),
      'its executor is not nx:run-commands',
    ],
    [
      'a secret of @nx-tools/nx-container',
      image({ executor: '@nx-tools/nx-container:build', options: { 'secret-files': ['k=k'] } }),
      'what its option secret-files reads is not known',
    ],
    [
      'a variable of @nx-tools/nx-container',
      image({ executor: '@nx-tools/nx-container:build', options: { 'build-args': ['A=$A'] } }),
      'A=$A is known only when it runs',
    ],
    [
      'an argument of the environment of @nx-tools/nx-container',
      image({ executor: '@nx-tools/nx-container:build', options: { 'build-args': ['A'] } }),
      'the environment gives its argument A',
    ],
    [
      'lists that are texts of @nx-tools/nx-container',
      image({ executor: '@nx-tools/nx-container:build', options: { 'build-args': 'A=1' } }),
      'its build-args or build-contexts are no list of texts',
    ],
    ['no Dockerfile', build('apps'), 'its Dockerfile apps/Dockerfile cannot be read'],
    [
      'a Dockerfile that does not parse',
      { ...build(), ...dockerfile('FROM x\nCOPY a\n') },
      'its Dockerfile does not parse: COPY requires at least two arguments, but only one was provided. Destination could not be determined',
    ],
    [
      'an unknown stage',
      build('--target gone -f apps/a/Dockerfile .'),
      'target stage "gone" could not be found',
    ],
    [
      'an unknown ARG',
      { ...build(), ...dockerfile('FROM node\nARG DIR\nCOPY $DIR/x /x\n') },
      '$DIR may be set by the image node',
    ],
    [
      'an unknown ARG beside what is fetched',
      {
        ...build(),
        ...dockerfile('FROM node\nARG DIR\nADD https://example.com/x $DIR/x /x/\nCOPY apps/a /a\n'),
      },
      '$DIR may be set by the image node',
    ],
    [
      'the platform',
      { ...build(), ...dockerfile('FROM node\nARG TARGETARCH\nCOPY bin/$TARGETARCH /x\n') },
      'what apps/a/Dockerfile takes depends on the platform',
    ],
    [
      'copies from stages and images alone',
      { ...build(), ...dockerfile('FROM node AS n\nFROM scratch\nCOPY --from=n /x /x\n') },
      'it takes nothing from its context',
    ],
    [
      'everything',
      { ...build(), ...dockerfile('FROM scratch\nCOPY . /x\n') },
      'it takes the whole repository',
    ],
    [
      'what a build makes that it does not depend on',
      { ...build(), ...dockerfile('FROM scratch\nCOPY apps/a/dist /x\n'), '.gitignore': 'dist\n' },
      'it takes apps/a/dist, which no checkout holds, and depends on no target that makes it',
    ],
    [
      'the image of another target',
      {
        ...image({ command, dependsOn: ['build', { target: 'base', projects: ['b'] }] }),
        'apps/b/project.json': { name: 'b', targets: { base: { command: 'docker build apps/b' } } },
      },
      'it depends on base, which makes an image and no files',
    ],
    [
      'the images of the projects it depends on',
      image({ command, dependsOn: ['^image'] }),
      'it depends on image, which makes an image and no files',
    ],
    [
      'a target that a plugin infers too',
      {
        ...build(),
        'nx.json': { plugins: [{ plugin: '@nx/docker', options: { buildTarget: 'image' } }] },
      },
      'a plugin of nx.json infers a target of that name too',
    ],
    [
      'a script of the same name',
      {
        'package.json': { private: true, workspaces: ['apps/*'] },
        'apps/a/package.json': {
          name: 'a',
          scripts: { image: 'true' },
          nx: { targets: { image: { command } } },
        },
      },
      'it is defined more than once',
    ],
    [
      'a path that Nx reads as a pattern',
      { ...build(), ...dockerfile('FROM scratch\nCOPY apps/(a) /x\n') },
      'Nx reads the path apps/(a) as a pattern',
    ],
  ])('are left alone where it has %s', async (_what, files, because) => {
    const root = temporaryWorkspace({ ...base, ...files });
    const { imageTargets, targets } = await inferredProject(root, 'a');
    expect(imageTargets).toEqual([{ name: 'image', kind: 'left', because }]);
    expect(targets.image).toBeUndefined();
  });

  const services: Files = {
    'nx.json': { plugins: [{ plugin: 'nx-invariants', options: { services: ['apps/*'] } }] },
  };

  it.each<[string, Files]>([
    ['builds no image', image({ command: 'echo docker' })],
    [
      'is in a manifest that Nx does not read',
      { ...services, 'apps/a/package.json': { name: 'a', nx: { targets: { image: { command } } } } },
    ],
    [
      'is in a manifest that is broken',
      { ...services, 'apps/a/go.mod': 'module x/a\n', 'apps/a/project.json': `{ "command": "${command}"` },
    ],
  ])('are not told of a target that %s', async (_what, files) => {
    expect(await imageTargetsOf(files)).toEqual([]);
  });
});
