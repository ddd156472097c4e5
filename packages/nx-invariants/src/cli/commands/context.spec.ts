import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../run-command-line';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'context-')));
});

const runIn = (cwd: string, argv: readonly string[], env = {}) =>
  runCommandLine(['context', ...argv], { cwd: join(folder, cwd), env });
const run = (...argv: string[]) => runIn('.', argv);

function write(path: string, text = 'x') {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('context', () => {
  it('prints what each COPY takes', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY src /src\nCOPY VERSION ./\n');
    write('src/a.ts', 'a'.repeat(2048));
    write('src/b/c.ts');
    write('VERSION', '1.0.0\n');
    expect(await run()).toEqual({
      stdout: [
        '✔ Dockerfile with the context .: every source resolves',
        '  Dockerfile:2 COPY src',
        '    takes 2 files, 2.0 KiB',
        '      src/ (2 files, 2.0 KiB)',
        '        a.ts (2.0 KiB)',
        '        b/c.ts (1 B)',
        '  Dockerfile:3 COPY VERSION',
        '    takes 1 file, 6 B',
        '      VERSION (6 B)',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 0,
    });
  });

  it('prints no name of a file that would steer a terminal or a workflow', async () => {
    const odd = '\u001b[2Jx\n::error::y ##[group]z';
    write('Dockerfile', 'FROM scratch\nCOPY * /x/\n');
    write(odd, '');
    const { stdout } = await runCommandLine(['context'], {
      cwd: folder,
      env: { FORCE_COLOR: '1' },
      columns: 80,
    });
    expect(stdout.split('\n').slice(1, -1)).toEqual([
      '  \u001b[36mDockerfile:2\u001b[39m \u001b[1mCOPY *\u001b[22m',
      '    \u001b[32mtakes\u001b[39m 2 files, 24 B',
      '      \ufffd[2Jx ::error::y ##\u200b[group]z (0 B)',
      '      Dockerfile (24 B)',
    ]);
    const { stderr } = await run('\u001b[2J\n::error::x');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(stderr).not.toMatch(/\u001b|^::/m);
  });

  it.each([
    ['.dockerignore', []],
    ['Dockerfile.dockerignore', []],
    ['lib/.dockerignore', ['--build-context', 'lib=lib']],
  ])('does not judge a build without its ignore file %s, where that cannot be read', async (name, argv) => {
    write('Dockerfile', 'FROM scratch\nCOPY . /x/\n');
    write(name, '');
    truncateSync(join(folder, name), 4 * 1024 * 1024 + 1);
    expect(await run(...argv)).toEqual({
      stdout: '',
      stderr: `nx-invariants context: ${join(folder, name)} is larger than 4 MiB.\n  fix: name a smaller file\n`,
      exitCode: 2,
    });
  });

  it('says that there is no folder where links go in a circle', async () => {
    write('Dockerfile', 'FROM scratch\n');
    symlinkSync('loop', join(folder, 'loop'));
    const { stderr, exitCode } = await run('--context', 'loop');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('There is no folder')]);
  });

  it('says which context a path is written for', async () => {
    write('nx.json', '{}');
    write('apps/api/Dockerfile', 'FROM scratch\nCOPY apps/api/VERSION ./\n');
    write('apps/api/VERSION');
    expect(await runIn('apps/api', ['--context', '.'])).toEqual({
      stdout: [
        '✖ apps/api/Dockerfile with the context apps/api: the build fails',
        '  apps/api/Dockerfile:2 COPY apps/api/VERSION',
        '    fails: "/apps/api/VERSION": not found',
        '      apps/api/VERSION exists: the path is written for the context .; write VERSION, or build with the context .',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 1,
    });
    expect((await runIn('apps/api', ['Dockerfile', '--context', '../..'])).exitCode).toBe(0);
  });

  it('names the line of the ignore file that keeps a source out', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY dist /app\n');
    write('dist/main.js');
    write('.dockerignore', '# built\ndist\n');
    const { stdout, exitCode } = await run();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('      kept out by .dockerignore:2 (dist); remove the line');
    write('Dockerfile.dockerignore', '');
    expect((await run()).exitCode).toBe(0);
  });

  it('names a file that differs in case only', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY version ./\n');
    write('VERSION');
    expect((await run()).stdout).toContain('there is VERSION, which differs in upper and lower case only');
  });

  it('tells what only a build can tell from what it cannot decide', async () => {
    write(
      'Dockerfile',
      'FROM node:20 AS build\nCOPY a ./\nRUN make\nFROM scratch\nCOPY --from=build /out /\n',
    );
    write('a');
    const { stdout, exitCode } = await run();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('every source in the context resolves; only a build can tell the rest\n');
    expect(stdout).toContain('  Dockerfile:5 COPY /out from the stage build\n    only a build can tell: ');
  });

  it('names the image or context that an instruction takes from', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY --from=nginx:1.29 /etc/nginx /nginx\nCOPY big /\n');
    write('big', 'x'.repeat(3 * 1024 * 1024));
    const { stdout, exitCode } = await run();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('COPY /etc/nginx from the image nginx:1.29\n    only a build can tell: ');
    expect(stdout).toContain('    takes 1 file, 3.0 MiB\n');
    const { result } = JSON.parse((await run('--json')).stdout);
    expect(result.instructions[0]).toMatchObject({
      origin: { kind: 'image', reference: 'nginx:1.29' },
      result: 'unknown',
      because: 'external-image',
    });
  });

  it('says that a Dockerfile takes nothing at all', async () => {
    write('Dockerfile', 'FROM scratch\n');
    expect((await run()).stdout).toBe(
      [
        '✔ Dockerfile with the context .: every source resolves',
        '  it takes nothing from a context or a stage',
        '',
      ].join('\n'),
    );
  });

  it('marks a COPY that takes nothing', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY src /src\n');
    mkdirSync(join(folder, 'src'));
    expect((await run()).stdout).toContain('    takes nothing\n');
  });

  it('shows what is taken as a tree, a folder with all that lies below it', async () => {
    write(
      'Dockerfile',
      'FROM scratch AS a\nCOPY . /x/\nFROM scratch\nCOPY --from=a /x/lib /\nRUN <<EOF\nEOF\n',
    );
    write('.dockerignore', 'Dockerfile\n.dockerignore\n');
    for (const path of ['lib/a/b/one', 'lib/a/b/two', 'lib/a-c', 'lib/a/d', 'only/one/file', 'z'])
      write(path);
    const tree = [
      '      lib/ (4 files, 4 B)',
      '        a-c (1 B)',
      '        a/ (3 files, 3 B)',
      '          b/ (2 files, 2 B)',
      '            one (1 B)',
      '            two (1 B)',
      '          d (1 B)',
    ];
    expect((await run()).stdout).toContain(
      ['    takes 6 files, 6 B', ...tree, '      only/one/file (1 B)', '      z (1 B)', ''].join('\n'),
    );
  });

  it('shows at most twenty lines of an instruction, and all files in JSON', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY src /src\n');
    for (let index = 0; index < 25; index++) write(`src/${String(index).padStart(2, '0')}`);
    const { stdout } = await run();
    expect(stdout).toContain('        18 (1 B)\n      … and 6 more; --json lists all\n');
    const { result } = JSON.parse((await run('--json')).stdout);
    expect(result.instructions[0].files).toHaveLength(25);
  });

  it('takes build arguments and the target as the builder does', async () => {
    write(
      'Dockerfile',
      'FROM scratch AS one\nARG FROM_DIR\nCOPY $FROM_DIR /\nFROM scratch AS two\nCOPY gone /\n',
    );
    write('src/a');
    const stage = ['--target', 'one'];
    expect((await run('--build-arg', 'FROM_DIR=src', ...stage)).exitCode).toBe(0);
    expect((await run('--build-arg', 'FROM_DIR=nowhere', ...stage)).exitCode).toBe(1);
    expect((await runIn('.', ['--build-arg', 'FROM_DIR', ...stage], { FROM_DIR: 'src' })).exitCode).toBe(0);
    const other = await run('--target', 'three');
    expect(other.exitCode).toBe(1);
    expect(other.stdout).toContain('error Dockerfile');
    expect((await run()).exitCode).toBe(1);
  });

  it('gives JSON of a stable shape', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY a /\nCOPY gone /\n');
    write('a');
    const document = JSON.parse((await run('--json')).stdout);
    expect(document).toEqual({
      version: 1,
      command: 'context',
      exitCode: 1,
      result: {
        outcome: 'fails',
        dockerfile: 'Dockerfile',
        context: '.',
        reasons: [{ reason: expect.stringContaining('"/gone": not found'), line: 3, column: 1 }],
        stages: [{ index: 0, name: null, base: 'scratch', built: true, line: 1 }],
        instructions: [
          {
            keyword: 'COPY',
            stage: 0,
            line: 2,
            column: 1,
            origin: { kind: 'context' },
            sources: [{ text: 'a', path: 'a' }],
            result: 'resolves',
            files: [{ path: 'a', size: 1 }],
          },
          {
            keyword: 'COPY',
            stage: 0,
            line: 3,
            column: 1,
            origin: { kind: 'context' },
            sources: [{ text: 'gone', path: 'gone' }],
            result: 'fails',
            reason: expect.stringContaining('"/gone": not found'),
            ignoredBy: null,
            nearMiss: null,
          },
        ],
        image: null,
        remarks: [],
        unused: null,
        unreadIgnoreFiles: [],
        contexts: [{ context: '.', because: ['its own folder', 'the current folder'], outcome: 'fails' }],
        unreadableBuilders: 0,
      },
    });
  });

  it('tries the contexts that are likely where none is named', async () => {
    write('nx.json', '{}');
    write('apps/api/Dockerfile', 'FROM scratch\nCOPY apps/api/VERSION ./\n');
    write('apps/api/VERSION');
    const { stdout, exitCode } = await runIn('apps/api', []);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        'apps/api/Dockerfile under the contexts that are likely:',
        '  ✖ apps/api (its own folder): the build fails',
        '  ✔ . (the root): every source resolves',
        '',
        '✔ apps/api/Dockerfile with the context .: every source resolves',
        '  apps/api/Dockerfile:2 COPY apps/api/VERSION',
        '    takes 1 file, 1 B',
        '      apps/api/VERSION (1 B)',
        '  unused 1 file, 2 B, of the context is taken by no instruction: nx.json 2 B',
        '',
      ].join('\n'),
    );
  });

  it('judges what the builders of the workspace do, and shows the worst', async () => {
    write('nx.json', '{}');
    write('apps/api/Dockerfile', 'FROM scratch\nARG WHAT\nCOPY $WHAT ./\n');
    write('apps/api/VERSION');
    const compose = (context: string) =>
      `services:\n  api:\n    build:\n      context: ${context}\n      dockerfile: ${context === '.' ? 'apps/api/' : ''}Dockerfile\n      args: { WHAT: VERSION }\n`;
    write('compose.yaml', compose('apps/api'));
    const right = await run('apps/api/Dockerfile', '--json');
    expect(JSON.parse(right.stdout)).toMatchObject({
      exitCode: 0,
      result: {
        context: 'apps/api',
        contexts: [
          { context: 'apps/api', because: ['the Compose service api, compose.yaml:3'], outcome: 'builds' },
          { context: 'apps/api', because: ['its own folder'], outcome: 'builds' },
          { context: '.', because: ['the root'], outcome: 'builds' },
        ],
      },
    });
    write('compose.yaml', compose('.'));
    const wrong = await run('apps/api/Dockerfile');
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stdout).toContain('✖ . (the Compose service api, compose.yaml:3): the build fails');
    expect(wrong.stdout).toContain('apps/api/VERSION exists: the path is written for the context apps/api');
  });

  it('judges what a project declares, and refuses a context that is no folder', async () => {
    const declare = (build: object) =>
      write(
        'apps/api/project.json',
        JSON.stringify({ metadata: { invariants: { builds: [{ target: 'x', ...build }] } } }),
      );
    write('nx.json', '{}');
    write('apps/api/Dockerfile', 'FROM scratch AS x\nARG WHAT\nCOPY $WHAT ./\n');
    write('apps/api/VERSION');
    declare({ context: 'apps/api', args: { WHAT: 'VERSION' } });
    const right = await run('apps/api/Dockerfile', '--json');
    expect(JSON.parse(right.stdout)).toMatchObject({
      exitCode: 0,
      result: {
        contexts: expect.arrayContaining([
          {
            context: 'apps/api',
            because: ['the declaration in apps/api/project.json, apps/api/project.json:1'],
            outcome: 'builds',
          },
        ]),
      },
    });
    write('apps/api/Dockerfile', 'FROM scratch AS x\n');
    declare({ context: 'apps/old' });
    const wrong = await run('apps/api/Dockerfile');
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stdout).toContain('apps/old is no folder');
  });

  it('counts the builders that cannot be told', async () => {
    write('nx.json', '{}');
    write('Dockerfile', 'FROM scratch\n');
    write('.github/workflows/ci.yml', 'jobs:\n  a:\n    steps:\n      - run: docker build -f "$FILE" .\n');
    expect((await run()).stdout).toContain(
      '  ? of 1 builder of the workspace it cannot be told what they build\n',
    );
  });

  it('tells what of the context is not used, the largest first', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY a /\n');
    write('a');
    for (const [index, name] of ['z/1', 'z/2', 'b', 'c/d/e', 'f', 'g', 'h'].entries())
      write(name, 'x'.repeat(2000 * (index + 1)));
    expect((await run()).stdout).toContain(
      '  unused 7 files, 54.7 KiB, of the context are taken by no instruction: h 13.7 KiB, g 11.7 KiB, f 9.8 KiB, c/ 7.8 KiB, b 5.9 KiB and 1 more\n',
    );
    const { result } = JSON.parse((await run('--json')).stdout);
    expect(result.unused).toHaveLength(7);
    expect(result.unused[0]).toEqual({ path: 'b', size: 6000 });
  });

  it('remarks on secrets, emptied sources and ignore files that are not read', async () => {
    write('nx.json', '{}');
    write('apps/api/Dockerfile', 'FROM scratch\nCOPY apps/api /app\nCOPY $UNSET /all/\n');
    write('apps/api/.env');
    write('apps/api/.dockerignore', '.env\n');
    write('apps/api/Dockerfile.dev');
    write('apps/api/Dockerfile.dev.dockerignore');
    const { stdout, exitCode } = await run('apps/api/Dockerfile', '--context', '.');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').filter((line) => line.startsWith('  remark '))).toEqual([
      '  remark apps/api/Dockerfile:2 takes apps/api/.env along, an environment file: keep it out with the ignore file, or name it to take it on purpose',
      '  remark apps/api/Dockerfile:3 nothing is left of $UNSET, so the whole context is taken: give the variable a value',
      '  remark apps/api/Dockerfile:3 takes apps/api/.env along, an environment file: keep it out with the ignore file, or name it to take it on purpose',
      '  remark apps/api/.dockerignore this build does not read this ignore file: move it to the root of the context',
    ]);
  });

  it('takes named contexts, with their own ignore file', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY --from=shared a b /\nCOPY --from=far x /\n');
    write('other/a');
    write('other/b');
    const named = (folder: string) =>
      run('--context', '.', '--build-context', `shared=${folder}`, '--build-context', 'far=docker-image://x');
    const { stdout, exitCode } = await named('other');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('COPY a b from the context shared\n    takes 2 files, 2 B\n');
    write('other/.dockerignore', 'b\n');
    expect((await named('other')).exitCode).toBe(1);
    expect(await named('gone')).toMatchObject({ exitCode: 2, stdout: '' });
    expect((await run('--build-context', 'shared')).stderr).toContain('is not NAME=DIR');
  });

  it('takes a named context outside of the folder that paths are told from', async () => {
    write('app/Dockerfile', 'FROM scratch\nCOPY --from=shared a b /\n');
    write('shared/a');
    write('shared/b');
    const build = () => runIn('app', ['--context', '.', '--build-context', 'shared=../shared']);
    expect((await build()).exitCode).toBe(0);
    write('shared/.dockerignore', 'b\n');
    expect((await build()).exitCode).toBe(1);
  });

  it('counts the ignore file of a named context as read', async () => {
    write('Dockerfile', 'FROM scratch\nCOPY a /\nCOPY --from=root VERSION /\n');
    write('app/a');
    write('VERSION');
    write('.dockerignore', 'dist\n');
    const build = (...named: string[]) => run('Dockerfile', '--context', 'app', ...named);
    const { stdout, exitCode } = await build('--build-context', 'root=.');
    expect({ exitCode, remarks: stdout.includes('remark') }).toEqual({ exitCode: 0, remarks: false });
    expect((await build()).stdout).toContain('remark .dockerignore this build does not read');
  });

  it.each([
    [['gone/Dockerfile'], 'There is no file '],
    [['--context', 'gone'], 'There is no folder '],
    [['bad'], 'bad:2:1 is no valid Dockerfile: '],
    [['Dockerfile', '--build-arg', '=x'], '--build-arg =x names no argument.'],
  ])('refuses %j', async (args, message) => {
    write('Dockerfile', 'FROM scratch\n');
    write('bad', 'FROM scratch\nCOPPY a b\n');
    const { stdout, stderr, exitCode } = await run(...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(message);
  });

  it('takes a Dockerfile outside of the context', async () => {
    write('docker/Dockerfile', 'FROM scratch\nCOPY a /\n');
    write('app/a');
    for (const context of [[], ['--context', '.']]) {
      const { stdout, exitCode } = await runIn('app', ['../docker/Dockerfile', ...context]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('✔ docker/Dockerfile with the context app: every source resolves\n');
    }
  });
});
