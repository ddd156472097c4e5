import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineEndingFindings } from './line-endings';
import { positionsOf } from './positions';
import { decodeScript } from './script-text';
import { shebangFindings, shebangOf } from './shebang';

describe('decodeScript', () => {
  it.each([
    [Buffer.from('a\u00e9'), { ok: true, text: 'a\u00e9', hasByteOrderMark: false }],
    [Buffer.from('\uFEFFa'), { ok: true, text: ' a', hasByteOrderMark: true }],
    [Buffer.from([0x61, 0xff]), { ok: false, reason: 'it is not UTF-8', fix: 'save it as UTF-8' }],
    [Buffer.from('\uFEFFa', 'utf16le'), expect.objectContaining({ ok: false, reason: 'it is UTF-16' })],
    [Buffer.from('a\0b'), expect.objectContaining({ ok: false, reason: 'it holds a NUL byte' })],
    [
      Buffer.alloc(256 * 1024 + 1, 'a'),
      expect.objectContaining({ ok: false, reason: 'it is larger than 256 KiB' }),
    ],
  ])('%#', (bytes, expected) => {
    expect(decodeScript(bytes)).toEqual(expected);
  });
});

describe('positionsOf', () => {
  it('counts lines and columns as a text split at its line ends has them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string()).map((lines) => lines.join('\n')),
        fc.nat(),
        (text, number) => {
          const offset = number % (text.length + 1);
          const before = text.slice(0, offset).split('\n');
          expect(positionsOf(text)(offset)).toEqual({
            line: before.length,
            column: (before.at(-1) ?? '').length + 1,
          });
        },
      ),
    );
  });
});

describe('shebangs', () => {
  it.each([
    ['#!/bin/sh', 'sh'],
    ['#!/usr/bin/env bash', 'bash'],
    ['#! /usr/bin/env -S node --no-warnings\nx', 'node'],
    ['#!/usr/bin/env -S A=b python3', 'python3'],
    ['# !/bin/sh', undefined],
    ['', undefined],
  ])('%j names %s', (text, program) => {
    expect(shebangOf(text)?.program).toBe(program);
    expect(shebangFindings(text, false)).toEqual([]);
  });

  it.each([
    ['\n#!/bin/sh', false, 'blanks stand before the "#!", so it is no shebang'],
    [' #!/bin/sh', true, 'a byte order mark stands before the "#!", so it is no shebang'],
    ['#!', false, 'the shebang names no interpreter'],
    ['#!/usr/bin/env bash -e', false, '"env" is given one argument on Linux, "bash -e"'],
    ['#!bash', false, 'the shebang "#!bash" names no absolute path'],
  ])('%j', (text, hasByteOrderMark, message) => {
    expect(shebangFindings(text, hasByteOrderMark).map((found) => [found.rule, found.message])).toEqual([
      ['shebang', message],
    ]);
  });
});

describe('lineEndingFindings', () => {
  it.each([
    ['a\nb\n', []],
    ['a\r\nb\n', [[1, 'a line ends with CR LF, and the CR becomes part of a word']]],
    ['a\n\r\nb\r\n', [[2, '2 lines end with CR LF, and the CR becomes part of a word']]],
  ])('%j', (text, expected) => {
    expect(lineEndingFindings(text).map(({ start, message }) => [start, message])).toEqual(expected);
  });
});
