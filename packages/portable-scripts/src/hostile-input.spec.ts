import { describe, expect, it } from 'vitest';
import { type Interpreter, judgeScript } from '.';

const kinds: readonly Interpreter[] = [
  { kind: 'bash' },
  { kind: 'sh', shell: 'dash' },
  { kind: 'system-shell', onWindows: 'cmd.exe' },
  { kind: 'powershell', edition: 'unknown' },
  { kind: 'python' },
  { kind: 'javascript' },
  { kind: 'typescript' },
];

const half = 10_000;
const texts = {
  parentheses: '('.repeat(half),
  'closed parentheses': '('.repeat(half) + ')'.repeat(half),
  braces: '{'.repeat(half),
  substitutions: '$('.repeat(half / 2),
  quotes: '"$('.repeat(half / 3),
  backticks: '`'.repeat(half),
  'one word': 'a'.repeat(half * 2),
  'one path': `C:\\${'a\\'.repeat(half)}`,
  blanks: ' \n'.repeat(half),
  'what is too long': 'a'.repeat(256 * 1024 + 1),
  'no text': '',
  surrogates: '\ud800'.repeat(1000),
  controls: '\u0001\u007f\u2028'.repeat(1000),
};

describe.each(Object.entries(texts))('%s', (_name, text) => {
  it.each(kinds.map((interpreter) => [interpreter.kind, interpreter] as const))(
    '%s',
    async (_kind, interpreter) => {
      const { findings } = await judgeScript({ text, interpreter, isForWindows: false });
      for (const { message } of findings) expect(message.length).toBeLessThan(1000);
      expect(findings.length).toBeLessThan(10_000);
    },
  );
});
