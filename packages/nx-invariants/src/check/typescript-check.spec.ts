import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingLines, judgeLeaf, leafOf } from '../../testing/judge-leaf';
import { type Files, temporaryWorkspace, writeFiles } from '../../testing/temporary-workspace';
import { defaultOptions } from '../config/plugin-options';
import { loadRegistry } from './registry';

const packageRoot = join(__dirname, '..', '..');

/** A check as somebody writes it who has the installed package before them. */
const check = `import { type CheckResult, defineCheck, type FindingDraft, type Placement } from 'nx-invariants';
import { limit } from './limit';

interface Options {
  readonly file: string;
}

export default defineCheck<Options>({
  id: 'short-notes',
  title: 'Notes are short',
  upholds: ['N1'],
  options: { type: 'object', properties: { file: { type: 'string', default: 'NOTE.md' } } },

  applies(project, workspace, { file }): Placement | undefined {
    if (!project.isService || workspace.contracts !== undefined) return undefined;
    return { inputs: [\`{projectRoot}/\${file}\`], parameters: { path: \`\${project.root}/\${file}\` } };
  },

  run({ files, parameters }): CheckResult {
    const path = String(parameters.path);
    const read = files.read(path);
    const length = read.kind === 'read' ? read.text.trim().length : 0;
    const finding: FindingDraft = { severity: 'error', file: path, line: 1, message: \`\${length} characters\` };
    return { subjects: [path], findings: length > limit ? [finding] : [], details: { length } };
  },
});
`;
const options = { ...defaultOptions, customChecks: ['checks/notes/check.ts'] };
const limit = (value: number) => `export const limit: number = ${value};\n`;

const workspace: Files = {
  'nx.json': {
    plugins: [{ plugin: 'nx-invariants', options: { customChecks: ['checks/notes/check.ts'] } }],
  },
  'checks/notes/check.ts': check,
  'checks/notes/limit.ts': limit(4),
  'apps/a/VERSION': '1.0.0\n',
  'apps/a/NOTE.md': 'hello\n',
};

/** The folder of an installed package, as Node finds it from here. */
function installed(name: string): string {
  return dirname(require.resolve(`${name}/package.json`, { paths: [packageRoot] }));
}

function link(root: string, name: string, target: string): void {
  const path = join(root, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

describe('a check in TypeScript', () => {
  it('is loaded by jiti, judges, and is loaded afresh after an edit of what it imports', async () => {
    const root = temporaryWorkspace(workspace);
    link(root, 'jiti', installed('jiti'));
    link(root, 'nx-invariants', packageRoot);
    expect((await loadRegistry(root, options)).problems).toEqual([]);
    const report = await judgeLeaf(root, 'a', 'short-notes');
    expect(report).toMatchObject({ verdict: 'violated', invariants: ['N1'], details: { length: 5 } });
    expect(findingLines(report)).toEqual(['error apps/a/NOTE.md:1 5 characters']);
    const leaf = await leafOf(root, 'a', 'short-notes');
    expect(leaf?.placement.parameters).toEqual({ path: 'apps/a/NOTE.md' });
    writeFiles(root, { 'checks/notes/limit.ts': limit(5) });
    expect((await judgeLeaf(root, 'a', 'short-notes')).verdict).toBe('holds');
  });

  it('is red where it does not parse', async () => {
    const root = temporaryWorkspace({ ...workspace, 'checks/notes/check.ts': 'export default {' });
    link(root, 'jiti', installed('jiti'));
    const { problems } = await loadRegistry(root, options);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^the check module checks\/notes\/check\.ts: it cannot be loaded: /),
    ]);
  });

  it('type-checks against the packed declarations, and only if it is right', () => {
    const root = temporaryWorkspace({
      ...workspace,
      'checks/notes/wrong.ts': check
        .replace("severity: 'error'", "severity: 'fatal'")
        .replace('project.isService', 'project.isServise'),
      'tsconfig.json': {
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'nodenext',
          target: 'es2022',
          types: [],
          skipLibCheck: true,
        },
        include: ['checks'],
      },
    });
    installPacked(root);
    const compiler = join(installed('typescript'), 'bin', 'tsc');
    const { stdout, status } = spawnSync(process.execPath, [compiler, '--pretty', 'false'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stdout.trim().split('\n').map(withoutWords)).toEqual([
      'checks/notes/wrong.ts TS2551',
      'checks/notes/wrong.ts TS2322',
    ]);
  });
});

/** `file(line,column): error TS1: words` as `file TS1`. */
function withoutWords(line: string): string {
  return line.replace(/\(\d+,\d+\): error (TS\d+):.*$/, ' $1');
}

/** Installs what is published of this package, with links to what it depends on. */
function installPacked(root: string): void {
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', root];
  execFileSync('npm', pack, { cwd: packageRoot, stdio: 'pipe', shell: process.platform === 'win32' });
  const tarball = readdirSync(root).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm packed nothing');
  const folder = join(root, 'node_modules', 'nx-invariants');
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], { cwd: root });
  for (const name of ['nx', '@nx/devkit']) link(root, name, installed(name));
  writeFileSync(join(root, 'package.json'), '{ "type": "commonjs" }');
}
