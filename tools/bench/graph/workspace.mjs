// Makes a workspace of many Go services, each with a Dockerfile, a VERSION and an entry in a Compose file, and
// installs the packed packages of this repository in it. Every check holds there.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @param {string} repository this repository's root  @param {number} services how many  @returns its folder */
export function makeWorkspace(repository, services) {
  const root = mkdtempSync(join(tmpdir(), 'nx-invariants-bench-'));
  const tarballs = packPackages(repository, root);
  write(root, 'package.json', {
    name: 'bench',
    version: '0.0.0',
    private: true,
    devDependencies: { nx: '24.0.6', '@nx/devkit': '24.0.0' },
  });
  write(root, '.gitignore', 'node_modules\n.nx\n.invariants\n');
  write(root, '.nvmrc', `${process.versions.node}\n`);
  write(root, 'invariants.json', {
    invariants: [{ id: 'S1', statement: 'Every service has a version', planned: { reason: 'bench' } }],
  });
  const names = Array.from({ length: services }, (_, index) => `service-${String(index).padStart(3, '0')}`);
  for (const name of names) writeService(root, name);
  write(root, 'compose.yaml', composeFile(names));
  write(root, 'empty-plugin.js', emptyPlugin);
  run(root, 'npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
    ...tarballs,
  ]);
  run(root, 'git', ['init', '--quiet']);
  run(root, 'git', ['add', '--all']);
  run(root, 'git', [
    '-c',
    'user.name=bench',
    '-c',
    'user.email=bench@example.com',
    'commit',
    '--quiet',
    '-m',
    'bench',
  ]);
  return root;
}

function packPackages(repository, target) {
  const packages = join(repository, 'packages');
  for (const name of readdirSync(packages)) {
    run(join(packages, name), 'npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', target]);
  }
  return readdirSync(target)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => join(target, file));
}

function writeService(root, name) {
  const folder = `apps/${name}`;
  mkdirSync(join(root, folder), { recursive: true });
  write(root, `${folder}/project.json`, { name, root: folder, targets: {} });
  write(root, `${folder}/go.mod`, `module example.com/${name}\n\ngo 1.26\n`);
  write(root, `${folder}/main.go`, 'package main\n\nfunc main() {}\n');
  write(root, `${folder}/VERSION`, '0.1.0\n');
  write(root, `${folder}/Dockerfile`, 'FROM scratch\nCOPY go.mod VERSION ./\nCOPY *.go ./\n');
}

function composeFile(names) {
  const entries = names.map(
    (name) => `  ${name}:
    image: ${name}:0.1.0
    build: ./apps/${name}
    healthcheck:
      test: probe
      interval: 5s
      timeout: 2s
      retries: 3
`,
  );
  return `services:\n${entries.join('')}`;
}

const emptyPlugin = `
const createNodes = ['**/project.json', (files) => files.map((file) => [file, {}])];
module.exports = { name: 'empty', createNodes, createNodesV2: createNodes };
`;

function write(root, path, content) {
  writeFileSync(
    join(root, path),
    typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`,
  );
}

/** What a program prints. Throws where it fails. */
export function run(cwd, program, args, env = {}) {
  return execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
    env: { ...process.env, ...env },
  });
}
