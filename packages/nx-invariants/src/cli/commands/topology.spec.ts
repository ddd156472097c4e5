import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../run-command-line';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'topology-')));
});

const run = (...argv: string[]) => runCommandLine(['topology', ...argv], { cwd: folder, env: {} });

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const compose = (tag: string) =>
  `services:
  api:
    image: observatory/api:${tag}
    expose: ["3000"]
    environment: { LOG: info }
    healthcheck: { test: ["CMD", "true"] }
`;

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: observatory/api:0.1.0
          ports: [{ containerPort: 3000 }]
          env: [{ name: LOG, value: info }]
          readinessProbe: { httpGet: { path: /readyz, port: 3000 } }
`;

describe('topology', () => {
  it('shows services side by side', async () => {
    write('compose.yml', compose('0.1.0'));
    write('k8s/api.yaml', manifest);
    expect(await run()).toEqual({
      stdout: [
        '   SERVICE  IMAGE                  PORTS     ENV  PROBE    WORKLOAD',
        '✔  api      observatory/api:0.1.0  3000/tcp  1    present  api',
        '',
        '✔ both sides run the same services in the same way: 1',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 0,
    });
  });

  it('shows a difference with both places', async () => {
    write('a/compose.yml', compose('0.2.0'));
    write('a/extra.yml', 'services:\n  cache: { image: "redis:7" }\n');
    write('b/api.yaml', manifest);
    const args = ['--compose', 'a/compose.yml', '--compose', 'a/extra.yml', '--kubernetes', 'b'];
    const { stdout, exitCode } = await run(...args);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✖  api      observatory/api:0.2.0');
    expect(stdout).toContain('differs cache: runs under Compose only (a/extra.yml:2:3 b/api.yaml:1:1)\n');
    expect(stdout).toContain(
      'differs api: observatory/api:0.2.0 under Compose, observatory/api:0.1.0 under Kubernetes (a/compose.yml:3:12 b/api.yaml:11:18)\n',
    );
    expect(stdout).toMatch(/\n✖ 2 differences\n$/);
    const { result } = JSON.parse((await run(...args, '--json')).stdout);
    expect(result.files).toEqual({ compose: ['a/compose.yml', 'a/extra.yml'], kubernetes: ['b/api.yaml'] });
    expect(result.differences.map(({ kind, service }: Record<string, string>) => [kind, service])).toEqual([
      ['missing-in-kubernetes', 'cache'],
      ['tag-differs', 'api'],
    ]);
    expect(result.services).toEqual([
      {
        name: 'api',
        workload: 'api',
        matchedBy: 'name',
        compose: {
          image: 'observatory/api:0.2.0',
          ports: ['3000/tcp'],
          environment: ['LOG'],
          probe: 'present',
          location: { file: 'a/compose.yml', line: 2, column: 3 },
        },
        kubernetes: {
          image: 'observatory/api:0.1.0',
          ports: ['3000/tcp'],
          environment: ['LOG'],
          probe: 'present',
          location: { file: 'b/api.yaml', line: 3, column: 19 },
        },
      },
    ]);
  });

  it('says how a service differs, aspect by aspect', async () => {
    write('compose.yml', compose('0.1.0').replace('"3000"', '"3000", "53/udp"').replace('LOG', 'LEVEL'));
    write('k8s/api.yaml', manifest.replace('containerPort: 3000', 'containerPort: 3001'));
    write('k8s/job.yaml', manifest.replaceAll(/\bapi\b/g, 'job'));
    const { stdout, exitCode } = await run();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✖  -        observatory/job:0.1.0  3000/tcp         1    present  job\n');
    const differences = [...stdout.matchAll(/^differs (.*) \(\S+ \S+\)$/gm)].map(([, text]) => text);
    expect(differences).toEqual([
      'job: runs under Kubernetes only',
      'api: port 53/udp in Compose only',
      'api: port 3000/tcp in Compose only',
      'api: port 3001/tcp in Kubernetes only',
      'api: environment variable LEVEL in Compose only',
      'api: environment variable LOG in Kubernetes only',
    ]);
  });

  it('says which side has no health check, and what is not compared', async () => {
    const silent = compose('0.1.0').replace('test: ["CMD", "true"]', 'disable: true');
    write('compose.yml', silent);
    write('k8s/api.yaml', manifest);
    expect((await run()).stdout).toContain('differs api: no health check in Compose (');
    write('compose.yml', compose('0.1.0').replace(/ {4}healthcheck.*\n/, ''));
    const { stdout, exitCode } = await run();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('note compose.yml:2:3 api: the probe is not compared: ');
    const { result } = JSON.parse((await run('--json')).stdout);
    expect(result.notCompared).toEqual([
      {
        service: 'api',
        aspect: 'probe',
        reason: expect.any(String),
        location: { file: 'compose.yml', line: 2, column: 3 },
      },
    ]);
  });

  it('says why a service counts as absent', async () => {
    const replicas = (name: string) =>
      manifest.replaceAll(/\bapi\b/g, name).replace('spec:\n', 'spec:\n  replicas: 0\n');
    const [debug, idle] = ['debug', 'idle'].map((name) =>
      compose('0.1.0').split('\n').slice(1).join('\n').replaceAll('api', name),
    );
    write('compose.yml', `${compose('0.1.0')}${debug}    profiles: [tools]\n${idle}`);
    write('k8s/api.yaml', manifest);
    write('k8s/idle.yaml', replicas('idle'));
    const { stdout, exitCode } = await run();
    expect(exitCode).toBe(1);
    expect(stdout.split('\n').slice(4)).toEqual([
      '',
      'differs idle: runs under Compose, but not by default under Kubernetes, where it has 0 replicas (compose.yml:13:3 k8s/idle.yaml:3:19)',
      'note compose.yml:12:16 debug does not run under Compose: it is behind the profile tools',
      'note k8s/idle.yaml:5:13 idle does not run under Kubernetes: it has 0 replicas',
      '',
      '✖ 1 difference',
      '',
    ]);
    const { result } = JSON.parse((await run('--json')).stdout);
    expect(result.stopped).toEqual([
      {
        service: 'debug',
        side: 'compose',
        reason: 'is behind the profile tools',
        location: { file: 'compose.yml', line: 12, column: 16 },
      },
      {
        service: 'idle',
        side: 'kubernetes',
        reason: 'has 0 replicas',
        location: { file: 'k8s/idle.yaml', line: 5, column: 13 },
      },
    ]);
  });

  it('says what kustomize leaves out', async () => {
    write('compose.yml', compose('0.1.0'));
    write('k8s/kustomization.yaml', 'resources: [api.yaml, tool.yaml]\n');
    write('k8s/api.yaml', manifest);
    write(
      'k8s/tool.yaml',
      manifest
        .replaceAll(/\bapi\b/g, 'tool')
        .replace(
          '{ name: tool }',
          '{ name: tool, annotations: { config.kubernetes.io/local-config: "true" } }',
        ),
    );
    const args = ['--kubernetes', 'k8s/kustomization.yaml'];
    const message =
      'The Deployment "tool" is not deployed: kustomize drops what config.kubernetes.io/local-config annotates.';
    const { stdout, exitCode } = await run(...args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`\nnote k8s/tool.yaml:3:75 ${message}\n`);
    const { result } = JSON.parse((await run(...args, '--json')).stdout);
    expect(result.warnings).toEqual([
      { kind: 'local-config', message, location: { file: 'k8s/tool.yaml', line: 3, column: 75 } },
    ]);
  });

  it('takes files and what is meant to differ from the options of the plugin', async () => {
    const options = {
      compose: ['deployment/stack.yml'],
      kubernetes: ['deployment/manifests'],
      checks: { 'deploy-parity': { oneSided: [{ name: 'cache', side: 'compose', reason: 'managed' }] } },
    };
    write('nx.json', JSON.stringify({ plugins: [{ plugin: 'nx-invariants', options }] }));
    write('deployment/stack.yml', `${compose('0.1.0')}  cache: { image: "redis:7" }\n`);
    write('deployment/manifests/api.yaml', manifest);
    expect((await run()).exitCode).toBe(0);
  });

  it('cannot tell where something is not understood', async () => {
    write('compose.yml', compose('0.1.0'));
    write('k8s/api.yaml', manifest);
    write('k8s/chart.yaml', 'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: { name: x }\n');
    const { stdout, exitCode } = await run();
    expect(exitCode).toBe(2);
    expect(stdout).toContain(
      'undecided k8s/chart.yaml:3:19 The HelmChart "x" may run containers; this kind of helm.cattle.io is not read.\n',
    );
    expect(stdout).toMatch(/\n\? no difference found, but not everything could be decided\n$/);
  });

  it.each([
    [[], 'No Kubernetes manifest is found.'],
    [['--compose', 'gone.yml'], 'There is no file or folder gone.yml.'],
    [['--compose', '../out.yml'], '../out.yml lies outside of '],
    [['--compose', 'broken.yml', '--kubernetes', 'manifests'], 'broken.yml:'],
    [['--kubernetes', 'broken.yml'], 'broken.yml:'],
    [['--kubernetes', 'nothing.yml'], 'nothing.yml:1:1 The Kubernetes side has no service.'],
  ])('refuses %j', async (args, message) => {
    write('compose.yml', compose('0.1.0'));
    write('manifests/api.yaml', manifest);
    write('broken.yml', 'a: [1\nb: }');
    write('nothing.yml', '# nothing\n');
    const { stdout, stderr, exitCode } = await run(...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(message);
    expect(stderr).toContain('\n  fix: ');
  });

  it('asks which of several Compose projects is meant', async () => {
    write('compose.yml', compose('0.1.0'));
    write('compose.other.yml', compose('0.1.0'));
    write('k8s/api.yaml', manifest);
    const { stderr, exitCode } = await run();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('There are several Compose projects: compose.other.yml, compose.yml.');
    expect((await run('--compose', 'compose.yml')).exitCode).toBe(0);
  });
});
