import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readContractSchemas, readVersionFile } from './files.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gateway-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, content: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function writeSchemas(dir: string, names = ['event-envelope', 'job', 'job-accepted']) {
  for (const name of names) write(`${dir}/${name}.json`, JSON.stringify({ $id: name }));
}

const SCHEMAS = {
  eventEnvelope: { $id: 'event-envelope' },
  job: { $id: 'job' },
  jobAccepted: { $id: 'job-accepted' },
};

describe('readVersionFile', () => {
  it('reads VERSION beside the program', () => {
    write('VERSION', '1.2.3\n');
    expect(readVersionFile(join(root, 'dist'))).toEqual({ ok: true, value: '1.2.3' });
  });

  it('has no default for a missing VERSION', () => {
    expect(readVersionFile(join(root, 'dist'))).toEqual({
      ok: false,
      problems: [expect.stringContaining(`${join(root, 'VERSION')} cannot be read: ENOENT`)],
    });
  });
});

describe('readContractSchemas', () => {
  it.each(['dist', 'apps/gateway/dist'])('finds contracts/schemas above %s', (programDir) => {
    writeSchemas('contracts/schemas');
    expect(readContractSchemas(join(root, programDir), undefined)).toEqual({ ok: true, value: SCHEMAS });
  });

  it('reads the directory it is given instead', () => {
    writeSchemas('elsewhere');
    expect(readContractSchemas(root, join(root, 'elsewhere'))).toEqual({ ok: true, value: SCHEMAS });
  });

  it('says where it looked when there is none', () => {
    expect(readContractSchemas(root, undefined)).toEqual({
      ok: false,
      problems: [
        `No contracts/schemas at or above ${root}; set CONTRACTS_DIR to the directory of the schemas.`,
      ],
    });
  });

  it('names every schema it cannot read', () => {
    writeSchemas('contracts/schemas', ['job']);
    write('contracts/schemas/job-accepted.json', '{');
    const dir = join(root, 'contracts', 'schemas');
    expect(readContractSchemas(root, undefined)).toEqual({
      ok: false,
      problems: [
        expect.stringContaining(`${join(dir, 'event-envelope.json')} cannot be read: ENOENT`),
        expect.stringContaining(`${join(dir, 'job-accepted.json')} is not JSON: `),
      ],
    });
  });
});
