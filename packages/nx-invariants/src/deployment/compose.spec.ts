import { describe, expect, it } from 'vitest';
import { type Files, temporaryWorkspace } from '../../testing/temporary-workspace';
import { defaultOptions } from '../config/plugin-options';
import { WorkspaceFacts } from '../workspace/workspace-facts';
import { composeBuilders } from './builders/compose-builders';
import { composeProjects, filesOfCompose, readComposeProject } from './compose';
import { readManifests } from './kubernetes';
import { rememberReads } from './remember-reads';

const facts = (files: Files, compose?: readonly string[]) =>
  new WorkspaceFacts(temporaryWorkspace(files), { ...defaultOptions, ...(compose ? { compose } : {}) });

describe('composeProjects', () => {
  it.each<[Files, string[] | undefined, string[][]]>([
    [{}, undefined, []],
    [{ 'compose.yml': '', 'infra/compose.yml': '' }, undefined, [['compose.yml'], ['infra/compose.yml']]],
    [
      { 'compose.yml': '', 'compose.override.yaml': '' },
      undefined,
      [['compose.yml', 'compose.override.yaml']],
    ],
    [{ 'compose.yml': '', 'infra/compose.override.yml': '' }, undefined, [['compose.yml']]],
    [{ 'a.yml': '', 'b.yml': '' }, ['a.yml', 'b.yml'], [['a.yml', 'b.yml']]],
    [{}, ['gone.yml'], [['gone.yml']]],
  ])('of %j with %j', (files, configured, expected) => {
    expect(composeProjects(facts(files, configured))).toEqual(expected);
  });
});

it('filesOfCompose are all that reading asks for, existing or not', () => {
  const workspace = facts({
    'compose.yml':
      'services:\n  a:\n    image: a:1\n    env_file: [gone.env]\n    extends: { file: base.yml, service: b }\n',
    'base.yml': 'services:\n  b: { image: b:1 }\n',
  });
  const files = filesOfCompose(workspace);
  expect(files).toEqual(expect.arrayContaining(['.env', 'base.yml', 'compose.yml', 'gone.env']));
  expect(filesOfCompose(workspace)).toBe(files);
});

it('what cannot be read is a finding with its place and its cure', () => {
  const read = () => undefined;
  expect(readComposeProject(['gone.yml'], read)).toMatchObject({
    ok: false,
    findings: [{ severity: 'error', file: 'gone.yml', fix: expect.any(String) }],
  });
  expect(readManifests(['gone.yml'], read)).toMatchObject({ ok: false, findings: [{ severity: 'error' }] });
});

it('composeBuilders have the contexts of the workspace, and say which lie elsewhere', () => {
  const text = `services:
  a:
    build:
      context: ./apps/a
      dockerfile: ../Dockerfile
      target: prod
      args: { A: "1" }
      additional_contexts: { lib: ./libs/l, far: "docker-image://x" }
  b:
    build: ../outside
  c:
    build:
      context: .
      dockerfile_inline: FROM scratch
  d:
    image: d:1
`;
  const reading = readComposeProject(['compose.yml'], (path) => (path === 'compose.yml' ? text : undefined));
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings));
  const { builders, unreadable } = composeBuilders(reading.model);
  expect(builders).toMatchObject([
    {
      source: 'compose',
      label: 'the Compose service a',
      dockerfile: 'apps/Dockerfile',
      context: 'apps/a',
      appliesIgnoreFile: true,
      target: 'prod',
      args: new Map([['A', '1']]),
      namedContexts: new Map<string, string | undefined>([
        ['lib', 'libs/l'],
        ['far', undefined],
      ]),
    },
  ]);
  expect(unreadable.map(({ label, reason }) => [label, reason])).toEqual([
    ['the Compose service b', 'its context or Dockerfile lies outside this repository'],
  ]);
});

describe('rememberReads', () => {
  function counted() {
    let computed = 0;
    const compute = rememberReads((files, read) => {
      computed++;
      return files.map(read).join();
    });
    return { compute, count: () => computed };
  }

  it('computes once while every text that was asked for is the same', () => {
    const { compute, count } = counted();
    const read = (text: string) => (path: string) => `${path}=${text}`;
    expect([compute(['a'], read('1')), compute(['a'], read('1')), count()]).toEqual(['a=1', 'a=1', 1]);
    expect([compute(['a'], read('2')), count()]).toEqual(['a=2', 2]);
    expect([compute(['b'], read('1')), count()]).toEqual(['b=1', 3]);
  });

  it('tells nobody what they may not read', () => {
    const { compute } = counted();
    compute(['a'], () => 'secret');
    expect(compute(['a'], () => undefined)).toBe('');
  });

  it('forgets the oldest', () => {
    const { compute, count } = counted();
    for (let number = 0; number < 20; number++) compute([String(number)], () => 'x');
    compute(['0'], () => 'x');
    compute(['19'], () => 'x');
    expect(count()).toBe(21);
  });
});
