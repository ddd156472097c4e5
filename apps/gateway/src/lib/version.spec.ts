import { describe, expect, it } from 'vitest';
import { readVersion } from './version.js';

describe('readVersion', () => {
  it.each(['0.1.0', '0.1.0\n', '12.0.3\r\n'])('reads %j', (content) => {
    expect(readVersion(content)).toEqual({ ok: true, value: content.trim() });
  });

  it.each(['', '\n', 'latest', '1.2', '01.2.3', '1.2.3\n1.2.4', 'v1.2.3'])('refuses %j', (content) => {
    expect(readVersion(content)).toEqual({
      ok: false,
      problems: [`VERSION must hold one line such as 1.2.3, not ${JSON.stringify(content.trim())}.`],
    });
  });
});
