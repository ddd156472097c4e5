import { describe, expect, it } from 'vitest';
import { locateCompose } from './locate';

describe('locateCompose', () => {
  const locate = (files: Record<string, string>, env: Record<string, string> = {}, named?: string[]) => {
    const result = locateCompose({
      directory: 'infra',
      read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
      env,
      ...(named === undefined ? {} : { files: named }),
    });
    return result.ok ? result.value : result.failures.map((failure) => failure.kind);
  };

  it.each([
    ['the default', { 'infra/compose.yml': '', 'infra/docker-compose.yml': '' }, {}, ['infra/compose.yml']],
    [
      'with an override',
      { 'infra/docker-compose.yml': '', 'infra/compose.override.yaml': '' },
      {},
      ['infra/docker-compose.yml', 'infra/compose.override.yaml'],
    ],
    ['COMPOSE_FILE', {}, { COMPOSE_FILE: 'a.yaml:../b.yaml' }, ['infra/a.yaml', 'b.yaml']],
    ['COMPOSE_FILE of .env', { 'infra/.env': 'COMPOSE_FILE=c.yaml\n' }, {}, ['infra/c.yaml']],
  ])('finds %s', (_name, files, env, expected) => {
    expect(
      locate(files as unknown as Record<string, string>, env as unknown as Record<string, string>),
    ).toMatchObject({ files: expected });
  });

  it('lets the given environment win over .env', () => {
    const files = { 'infra/compose.yaml': '', 'infra/.env': 'A=1\nB=2\nCOMPOSE_PROFILES=p, q\n' };
    expect(locate(files, { A: 'given' })).toEqual({
      files: ['infra/compose.yaml'],
      env: { A: 'given', B: '2', COMPOSE_PROFILES: 'p, q' },
      profiles: ['p', 'q'],
    });
  });

  it('fails on nothing found, on a path outside and on a broken .env', () => {
    expect(locate({})).toEqual(['missing-file']);
    expect(locate({}, {}, ['../../x.yaml'])).toEqual(['outside-root']);
    expect(locate({ 'infra/compose.yaml': '', 'infra/.env': 'A="x\n' })).toEqual(['env-file-syntax']);
  });
});
