// Large reports as the tools write them: every figure from a seed, so that all runs read the same bytes.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Numbers from 0 to 1 of a linear congruential generator. */
function numbersFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** Writes parts until the file has the size. */
function fill(path, bytes, { head = '', part, tail = '' }) {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  let size = writeSync(file, head);
  for (let index = 0; size < bytes; index += 1) size += writeSync(file, part(index));
  writeSync(file, tail);
  closeSync(file);
}

const LINES = 400;
const LINES_PER_METHOD = 20;

/** One class per file with methods, whose lines the class repeats, and a condition on every eighth line. */
export function writeCobertura(path, bytes) {
  const next = numbersFrom(1);
  const lineOf = (number) => {
    const hits = next() < 0.8 ? Math.floor(next() * 1000) : 0;
    const taken = Math.floor(next() * 3);
    const condition =
      next() < 0.12 ? ` branch="true" condition-coverage="${50 * taken}% (${taken}/2)"` : ' branch="false"';
    return `            <line number="${number}" hits="${hits}"${condition}/>\n`;
  };
  fill(path, bytes, {
    head: `<?xml version="1.0" ?>\n<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">\n<coverage line-rate="0.8" branch-rate="0.5" version="1.9" complexity="0" timestamp="1700000000">\n  <sources><source>/builds/workspace</source></sources>\n  <packages><package name="all" line-rate="0.8" branch-rate="0.5" complexity="0"><classes>\n`,
    part: (index) => {
      const lines = [];
      for (let number = 1; number <= LINES; number += 1) if (next() > 0.15) lines.push(lineOf(number));
      const methods = [];
      for (let at = 0; at < lines.length; at += LINES_PER_METHOD) {
        const own = lines.slice(at, at + LINES_PER_METHOD).join('');
        methods.push(
          `          <method name="method${at}" signature="()V" line-rate="0.8" branch-rate="0.5"><lines>\n${own}          </lines></method>\n`,
        );
      }
      const path = `packages/part${index % 50}/src/module${index}.py`;
      return `      <class name="module${index}" filename="${path}" line-rate="0.8" branch-rate="0.5" complexity="0">\n        <methods>\n${methods.join('')}        </methods>\n        <lines>\n${lines.join('')}        </lines>\n      </class>\n`;
    },
    tail: '  </classes></package></packages>\n</coverage>\n',
  });
}

/** Sections as istanbul, c8 and geninfo write them: functions, lines, branches and their sums. */
export function writeLcov(path, bytes) {
  const next = numbersFrom(2);
  fill(path, bytes, {
    part: (index) => {
      const functions = [];
      const calls = [];
      const lines = [];
      const branches = [];
      const covered = { functions: 0, lines: 0, branches: 0 };
      const hitsOf = (kind, share) => {
        const hits = next() < share ? 1 + Math.floor(next() * 1000) : 0;
        if (hits > 0) covered[kind] += 1;
        return hits;
      };
      for (let line = 1; line <= LINES; line += 1) {
        if (next() < 0.15) continue;
        if (line % LINES_PER_METHOD === 1) {
          functions.push(`FN:${line},function${line}`);
          calls.push(`FNDA:${hitsOf('functions', 0.7)},function${line}`);
        }
        lines.push(`DA:${line},${hitsOf('lines', 0.8)}`);
        if (next() > 0.12) continue;
        for (const arm of [0, 1]) {
          branches.push(`BRDA:${line},${branches.length >> 1},${arm},${hitsOf('branches', 0.7)}`);
        }
      }
      const sums = (found, hit, list, kind) => [`${found}:${list.length}`, `${hit}:${covered[kind]}`];
      return `${[
        'TN:',
        `SF:/builds/workspace/packages/part${index % 50}/src/module${index}.ts`,
        ...functions,
        ...sums('FNF', 'FNH', functions, 'functions'),
        ...calls,
        ...lines,
        ...sums('LF', 'LH', lines, 'lines'),
        ...branches,
        ...sums('BRF', 'BRH', branches, 'branches'),
        'end_of_record',
      ].join('\n')}\n`;
    },
  });
}

const PACKAGES = 50;
const FILES = 10;
const FUNCTIONS = 60;
const FUNCTION = (number) =>
  `func F${number}(n int) int {\n\tif n > ${number} {\n\t\treturn n - 1\n\t}\n\treturn n\n}\n\n`;

/**
 * A Go module of 500 files with 30,000 functions, and the profile of `-coverpkg=./...`: every block once per test binary, until
 * the file has the size.
 *
 * @param folder becomes the module's root; the profile is its coverage.out
 */
export function writeGoModule(folder, bytes) {
  const blocks = [];
  for (let group = 0; group < PACKAGES; group += 1) {
    mkdirSync(join(folder, `p${group}`), { recursive: true });
    for (let file = 0; file < FILES; file += 1) {
      let source = `package p${group}\n\n`;
      const name = `example.com/large/p${group}/f${file}.go`;
      for (let index = 0; index < FUNCTIONS; index += 1) {
        const first = 3 + 7 * index;
        const number = file * FUNCTIONS + index;
        source += FUNCTION(number);
        const open = `func F${number}(n int) int {`.length;
        blocks.push(
          `${name}:${first}.${open},${first + 1}.${6 + String(number).length + 2} 1`,
          `${name}:${first + 1}.${6 + String(number).length + 2},${first + 3}.3 1`,
          `${name}:${first + 4}.2,${first + 4}.10 1`,
        );
      }
      writeFileSync(join(folder, `p${group}/f${file}.go`), source);
    }
  }
  writeFileSync(join(folder, 'go.mod'), 'module example.com/large\n\ngo 1.21\n');
  const next = numbersFrom(3);
  fill(join(folder, 'coverage.out'), bytes, {
    head: 'mode: count\n',
    part: (index) => `${blocks[index % blocks.length]} ${next() < 0.3 ? 1 + Math.floor(next() * 9) : 0}\n`,
  });
}
