import { expect, test } from 'vitest';
import { render } from './outcomes.mjs';

const present = { title: 'Go', required: false, kind: 'present' };
const installed = { title: 'Python', required: false, kind: 'installed' };
const missing = { title: 'Rust', required: false, kind: 'missing', remedy: 'get rust' };
const fatal = { title: 'npm packages', required: true, kind: 'missing', remedy: 'npm ci' };

test.each([
  ['all is there', [present, { ...present, title: 'Rust' }], { lines: ['ready: Go, Rust'], exitCode: 0 }],
  [
    'something was installed',
    [present, installed],
    { lines: ['ready: Go', 'installed: Python'], exitCode: 0 },
  ],
  [
    'something is missing',
    [present, missing],
    {
      lines: [
        'ready: Go',
        'MISSING: Rust; install with:',
        '  get rust',
        'the checks that need what is missing will be red',
      ],
      exitCode: 0,
    },
  ],
  [
    'nothing can run',
    [fatal],
    {
      lines: ['MISSING: npm packages; install with:', '  npm ci', 'nothing can run without it'],
      exitCode: 1,
    },
  ],
])('%s', (_name, outcomes, expected) => {
  expect(render(outcomes)).toEqual(expected);
});
