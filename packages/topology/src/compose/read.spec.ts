// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose's own templates are the subject.
import { describe, expect, it } from 'vitest';
import { readCompose } from './read';

function reader(files: Readonly<Record<string, string>>) {
  return (path: string) => (Object.hasOwn(files, path) ? files[path] : undefined);
}

function read(text: string, env: Record<string, string> = {}) {
  return readCompose({ files: ['compose.yaml'], read: reader({ 'compose.yaml': text }), env });
}

const at = (line: number, column: number, file = 'compose.yaml') => ({ file, line, column });

describe('readCompose', () => {
  it('states every fact with the place it comes from', () => {
    const files = {
      'infra/compose.yaml': [
        'services:',
        '  gateway:',
        '    build:',
        '      context: ../apps/gateway',
        '      target: $STAGE',
        '    image: ghcr.io/org/gateway:${TAG:-1.2.3}',
        '    container_name: gw',
        '    ports: ["8080:3000", "9000/udp"]',
        '    env_file: gateway.env',
        '    environment:',
        '      MODE: production',
        '    healthcheck: { interval: 5s,',
        '      test: [CMD, ok], retries: 3 }',
        '    deploy: { replicas: 1 }',
        '    profiles: [app]',
        '    labels: { team: core }',
        '    depends_on: [db]',
        '  db:',
        '    image: postgres',
        '    profiles: [app]',
      ].join('\n'),
      'infra/gateway.env': '# settings\nLEVEL=debug\n',
    };
    const file = 'infra/compose.yaml';
    const result = readCompose({ files: [file], read: reader(files), env: { STAGE: 'runtime' } });
    const pace = {
      interval: { value: '5s', location: at(12, 30, file) },
      timeout: undefined,
      retries: { value: '3', location: at(13, 33, file) },
    };
    expect(result.ok && result.value.services.get('gateway')).toEqual({
      side: 'compose',
      name: 'gateway',
      location: at(2, 3, file),
      image: {
        value: {
          text: 'ghcr.io/org/gateway:1.2.3',
          repository: 'ghcr.io/org/gateway',
          tag: '1.2.3',
          digest: undefined,
        },
        location: at(6, 12, file),
      },
      ports: [
        { container: 3000, protocol: 'tcp', published: '8080', location: at(8, 13, file) },
        { container: 9000, protocol: 'udp', published: undefined, location: at(8, 26, file) },
      ],
      environment: new Map([
        ['LEVEL', { key: 'LEVEL', location: at(2, 1, 'infra/gateway.env') }],
        ['MODE', { key: 'MODE', location: at(11, 7, file) }],
      ]),
      unreadEnvironment: [],
      envFiles: [{ path: 'infra/gateway.env', required: true, location: at(9, 15, file) }],
      probes: [{ kind: 'healthcheck', location: at(12, 5, file), pace }],
      healthcheck: { value: pace, location: at(12, 5, file) },
      probeStatus: 'present',
      replicas: { value: 1, location: at(14, 25, file) },
      stopped: { value: 'is behind the profile app', location: at(15, 16, file) },
      labels: new Map([['team', 'core']]),
      versionLabels: [],
      otherNames: [{ value: 'gw', location: at(7, 21, file) }],
      profiles: [{ value: 'app', location: at(15, 16, file) }],
      dependsOn: [
        { service: 'db', condition: 'service_started', required: true, location: at(17, 18, file) },
      ],
      build: {
        location: at(3, 5, file),
        context: { value: { kind: 'local', path: 'apps/gateway' }, location: at(4, 16, file) },
        dockerfile: { value: { kind: 'file', path: 'apps/gateway/Dockerfile' }, location: at(3, 5, file) },
        target: { value: 'runtime', location: at(5, 15, file) },
        args: new Map(),
        additionalContexts: new Map(),
      },
    });
  });

  it('lets services of which only one runs share a container_name', () => {
    const text =
      'services:\n  a: { image: x, container_name: cc }\n  b: { image: y, container_name: cc, profiles: [debug] }\n';
    const readWith = (profiles: readonly string[]) =>
      readCompose({ files: ['c.yaml'], read: () => text, env: {}, profiles });
    expect(readWith([]).ok).toBe(true);
    expect(readWith(['debug'])).toEqual({
      ok: false,
      failures: [
        {
          kind: 'inconsistent',
          message: 'Service "b" has the container_name "cc", which service "a" has too.',
          fix: 'Give each its own name, or remove container_name.',
          location: { file: 'c.yaml', line: 3, column: 34 },
        },
      ],
    });
  });

  it('keeps services of inactive profiles apart', () => {
    const text = 'services:\n  a: { image: x }\n  b: { image: y, profiles: [debug] }\n';
    const result = readCompose({
      files: ['compose.yaml'],
      read: reader({ 'compose.yaml': text }),
      env: {},
      inactive: 'disable',
    });
    expect(result.ok && [...result.value.services.keys()]).toEqual(['a']);
    expect(result.ok && result.value.disabled).toEqual(new Map([['b', at(3, 3)]]));
  });

  it('warns of variables without value and of the obsolete version key', () => {
    const result = read('version: "3"\nservices:\n  a: { image: "x:$TAG" }\n');
    expect(result.ok && result.value.warnings).toEqual([
      {
        kind: 'unset-variable',
        location: at(3, 15),
        message: 'The variable TAG is not set and has no default: it stands for nothing.',
      },
      {
        kind: 'obsolete-version',
        location: at(1, 1),
        message: 'The key "version" is obsolete: Compose ignores it.',
      },
    ]);
  });

  it('reports what lies outside the repository as undecided', () => {
    const result = read('services:\n  a:\n    build: ../elsewhere\n    env_file: /etc/a.env\n');
    expect(result.ok && result.value.unsupported).toEqual([
      {
        feature: 'env-file-outside-root',
        location: at(4, 15),
        message: 'The env file /etc/a.env of service "a" lies outside the repository: its keys are unknown.',
      },
      {
        feature: 'build-context-outside-root',
        location: at(3, 12),
        message: 'The build context ../elsewhere of service "a" lies outside the repository.',
      },
    ]);
    expect(result.ok && result.value.services.get('a')?.unreadEnvironment).toEqual([
      { value: '/etc/a.env', location: at(4, 15) },
    ]);
  });

  it('goes on without required variables when told to, and says what that leaves unknown', () => {
    const text = [
      'x-env: &env { SHARED: "${S:?}" }',
      'services:',
      '  a:',
      '    image: "r/a:${TAG:?set it}"',
      '    ports: ["${PORT:?}:80"]',
      '    environment: { <<: *env, PASSWORD: "${P:?see .env}" }',
      '  b:',
      '    image: x',
      '    environment: ["A=${Q:?}", "${KEY:?}=1"]',
    ].join('\n');
    const input = { files: ['compose.yaml'], read: reader({ 'compose.yaml': text }), env: {} };
    expect(readCompose(input).ok).toBe(false);
    const result = readCompose({ ...input, requiredVariables: 'assume' });
    const places = (
      list: readonly { readonly location: { readonly line: number; readonly column: number } }[],
    ) => list.map(({ location }) => [location.line, location.column]);
    expect(result.ok && places(result.value.unsupported)).toEqual([
      [4, 12],
      [5, 13],
      [9, 31],
    ]);
    expect(result.ok && places(result.value.warnings)).toEqual([
      [1, 23],
      [6, 40],
      [9, 19],
    ]);
    expect(result.ok && [...(result.value.services.get('a')?.environment.keys() ?? [])].sort()).toEqual([
      'PASSWORD',
      'SHARED',
    ]);
  });

  it('names the project in COMPOSE_PROJECT_NAME: the environment, a file, then its folder', () => {
    const text = 'services: { a: { image: "x:$COMPOSE_PROJECT_NAME" } }';
    const image = (content: string, env: Record<string, string>) => {
      const result = readCompose({
        files: ['compose.yaml'],
        read: reader({ 'compose.yaml': content }),
        env,
        projectName: 'folder',
      });
      return result.ok && result.value.services.get('a')?.image?.value.text;
    };
    expect(image(text, {})).toBe('x:folder');
    expect(image(`name: My-App\n${text}`, {})).toBe('x:my-app');
    expect(image(`name: My-App\n${text}`, { COMPOSE_PROJECT_NAME: 'env' })).toBe('x:env');
  });

  const faults: readonly [string, string, string, number, number][] = [
    ['a tab', 'services:\n\ta: { image: x }\n', 'yaml-syntax', 2, 1],
    ['a duplicate key', 'services:\n  a:\n    image: x\n    image: y\n', 'duplicate-key', 4, 5],
    ['an unknown key', 'services:\n  a:\n    image: x\n    imagee: y\n', 'invalid-structure', 4, 5],
    ['a wrong type', 'services:\n  a:\n    image: [x]\n', 'invalid-structure', 3, 5],
    ['a missing variable', 'services:\n  a:\n    image: ${V:?set it}\n', 'interpolation', 3, 12],
    ['an unknown dependency', 'services:\n  a:\n    image: x\n    depends_on: [b]\n', 'inconsistent', 4, 18],
    ['a port out of range', 'services:\n  a: { image: x, ports: ["70000"] }\n', 'invalid-structure', 2, 26],
    ['an extends cycle', 'services:\n  a: { extends: b }\n  b: { extends: a }\n', 'cycle', 2, 8],
    ['an include outside', 'include:\n  - ../x.yaml\n', 'outside-root', 2, 5],
    ['a remote include', 'include:\n  - oci://x/y\n', 'include', 2, 5],
    [
      'an extends outside',
      'services:\n  a: { extends: { file: /x.yaml, service: b } }\n',
      'outside-root',
      2,
      25,
    ],
    ['a CRLF file', 'services:\r\n  a:\r\n    imag: x\r\n', 'invalid-structure', 3, 5],
    ['a byte order mark', '\uFEFFservices:\n  a:\n    imag: x\n', 'invalid-structure', 3, 5],
    ['a merge conflict of kinds', 'services:\n  a: [x]\n', 'invalid-structure', 2, 6],
  ];
  it.each(faults)('points at %s', (_name, text, kind, line, column) => {
    const result = read(text);
    expect(result.ok ? [] : result.failures.map((failure) => [failure.kind, failure.location])).toEqual([
      [kind, at(line, column)],
    ]);
  });

  it('fails on no file and on a missing one', () => {
    expect(readCompose({ files: [], read: () => undefined, env: {} })).toMatchObject({ ok: false });
    expect(readCompose({ files: ['a.yaml'], read: () => undefined, env: {} })).toMatchObject({
      ok: false,
      failures: [{ kind: 'missing-file', location: at(1, 1, 'a.yaml') }],
    });
  });

  it('bounds chains of files', () => {
    const chain = (text: (index: number) => string) =>
      readCompose({
        files: ['0.yaml'],
        read: (path) => (path.endsWith('.yaml') ? text(Number.parseInt(path, 10)) : undefined),
        env: {},
      });
    const includes = chain((index) => `include: [${index + 1}.yaml]\n`);
    const extensions = chain(
      (index) => `services: { a: { extends: { file: ${index + 1}.yaml, service: a } } }\n`,
    );
    const fanOut = chain((index) => `include: [${index + 1}.yaml, ${index + 1}.yaml]\n`);
    for (const result of [includes, extensions, fanOut]) expect(result.ok).toBe(false);
  });

  it('takes keys that name members of every object as data', () => {
    const names = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'];
    const services = names.map((name) => `  ${name}: { image: x, environment: { ${name}: 1 } }`).join('\n');
    const result = read(`services:\n${services}\n`);
    expect(result.ok && [...result.value.services.keys()].sort()).toEqual([...names].sort());
    expect(({} as Record<string, unknown>).image).toBeUndefined();
  });
});
