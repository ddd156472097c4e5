import { expect, test } from 'vitest';
import { pinsIn, unsatisfied } from './python.mjs';

const requirements = `attrs==26.1.0 \\
    --hash=sha256:c647aa4a12dfbad9333ca4e71fe62ddc36f4e63b2d260a37a8b83d2f043ac309
    # via
    #   -r requirements.txt
    #   other==1.0
psycopg[binary]==3.2.1 \\
    --hash=sha256:00
Pytest_Cov==7.0.0 \\
    --hash=sha256:00
colorama==0.4.6 ; sys_platform == "win32" \\
    --hash=sha256:00
`;
const pins = pinsIn(requirements);

test('the pins of a requirements file', () => {
  expect(pins).toEqual([
    { name: 'attrs', version: '26.1.0', optional: false },
    { name: 'psycopg', version: '3.2.1', optional: false },
    { name: 'pytest-cov', version: '7.0.0', optional: false },
    { name: 'colorama', version: '0.4.6', optional: true },
  ]);
});

const installed = [
  'attrs-26.1.0.dist-info',
  'psycopg-3.2.1.dist-info',
  'pytest_cov-7.0.0.dist-info',
  'attrs',
];

test.each([
  ['all is installed but what other systems need', installed, []],
  ['an environment without packages', [], ['attrs', 'psycopg', 'pytest-cov']],
  ['another version', [...installed.slice(1), 'attrs-25.0.0.dist-info'], ['attrs']],
  ['another version of an optional package', [...installed, 'colorama-0.4.5.dist-info'], ['colorama']],
])('%s', (_name, sitePackages, expected) => {
  expect(unsatisfied(pins, sitePackages)).toEqual(expected);
});
