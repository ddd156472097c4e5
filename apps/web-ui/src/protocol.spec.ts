import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClientMessage, decode, encode, FRAME_LIMIT, INPUT_LIMIT, inputMessages } from './protocol';

describe('encode', () => {
  it.each<[ClientMessage, string]>([
    [{ type: 'input', data: 'ls\r' }, '{"type":"input","data":"ls\\r"}'],
    [{ type: 'resize', cols: 80, rows: 24 }, '{"type":"resize","cols":80,"rows":24}'],
    [{ type: 'ping' }, '{"type":"ping"}'],
  ])('writes %j', (message, frame) => {
    expect(encode(message)).toBe(frame);
  });
});

describe('inputMessages', () => {
  const data = (message: ClientMessage) => (message.type === 'input' ? message.data : '');

  it.each([
    ['', []],
    ['q', ['q']],
    ['x'.repeat(INPUT_LIMIT), ['x'.repeat(INPUT_LIMIT)]],
    ['x'.repeat(INPUT_LIMIT + 1), ['x'.repeat(INPUT_LIMIT), 'x']],
    [`${'x'.repeat(INPUT_LIMIT - 1)}🛰y`, ['x'.repeat(INPUT_LIMIT - 1), '🛰y']],
  ])('%#: cuts the text', (text, parts) => {
    expect(inputMessages(text)).toEqual(parts.map((part) => ({ type: 'input', data: part })));
  });

  it('loses nothing, keeps to the limit and leaves characters whole', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 2 * INPUT_LIMIT, maxLength: 3 * INPUT_LIMIT });
    fc.assert(
      fc.property(text, (pasted) => {
        const parts = inputMessages(pasted).map(data);
        expect(parts.join('')).toBe(pasted);
        expect(parts.every((part) => part.length > 0 && part.length <= INPUT_LIMIT)).toBe(true);
        expect(parts.every((part) => new TextDecoder().decode(new TextEncoder().encode(part)) === part)).toBe(
          true,
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('decode', () => {
  it.each([
    ['{"type":"output","data":"\\u001b[1mé"}', { type: 'output', data: '\u001b[1mé' }],
    ['{"type":"exit","code":0}', { type: 'exit', code: 0 }],
    ['{"type":"exit","code":-9,"signal":"KILL"}', { type: 'exit', code: -9 }],
    ['{"type":"error","message":"no terminal left"}', { type: 'error', message: 'no terminal left' }],
    ['{"type":"pong"}', { type: 'pong' }],
  ])('reads %s', (frame, message) => {
    expect(decode(frame)).toEqual({ ok: true, message });
  });

  it.each([
    [new ArrayBuffer(1), 'a frame that is not text'],
    ['x'.repeat(FRAME_LIMIT + 1), 'a frame longer than 1048576 characters'],
    ['{"type":', 'a frame that is not JSON'],
    ['null', 'a frame that is not an object'],
    ['"pong"', 'a frame that is not an object'],
    ['[]', 'a message of unknown type'],
    ['{"type":"input","data":"x"}', 'a message of unknown type'],
    ['{"type":"output","data":1}', 'output without text'],
    ['{"type":"exit"}', 'an exit without a code'],
    ['{"type":"exit","code":1.5}', 'an exit without a code'],
    ['{"type":"error"}', 'an error without a message'],
  ])('%#: refuses what is no message', (frame, reason) => {
    expect(decode(frame)).toEqual({ ok: false, reason: `The server sent ${reason}.` });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), fc.string()), (frame) => {
        expect(decode(frame)).toHaveProperty('ok');
      }),
    );
  });
});
