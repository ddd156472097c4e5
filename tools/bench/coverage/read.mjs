// Reads one report with one reader and says what that took, in a process of its own so that peaks do not mix:
//   node read.mjs READER REPORT MODULES
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [reader, report, modules] = process.argv.slice(2);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const rival = createRequire(join(modules, 'x.js'));

/** Each is loaded before the clock starts and returns what it read. */
const READERS = {
  ours: () => {
    const { readCoverage } = createRequire(import.meta.url)(join(root, 'packages/coverage'));
    return () => {
      const read = readCoverage(pieces(report), { path: report });
      if (!read.ok) throw new Error(JSON.stringify(read.failure));
      return read.value.totals;
    };
  },
  'fast-xml-parser': () => {
    const { XMLParser } = rival('fast-xml-parser');
    return () => new XMLParser({ ignoreAttributes: false }).parse(readFileSync(report, 'utf8'));
  },
  xml2js: () => {
    const { parseStringPromise } = rival('xml2js');
    return () => parseStringPromise(readFileSync(report, 'utf8'));
  },
  'lcov-parse': () => {
    const parse = rival('lcov-parse');
    return () =>
      new Promise((done, fail) => {
        parse(report, (error, files) => (error ? fail(new Error(error)) : done(files)));
      });
  },
};

function* pieces(path) {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(64 * 1024);
      const size = readSync(file, piece);
      if (size === 0) return;
      yield piece.subarray(0, size);
    }
  } finally {
    closeSync(file);
  }
}

const read = READERS[reader]();
const started = process.hrtime.bigint();
const cpuBefore = process.cpuUsage();
const result = await read();
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
const totals = reader === 'ours' ? result : undefined;
console.log(
  JSON.stringify({
    seconds,
    cpu: (user + system) / 1e6,
    megabytes: process.resourceUsage().maxRSS / 1024,
    totals,
  }),
);
