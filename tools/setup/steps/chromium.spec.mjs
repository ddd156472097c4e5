import { expect, test } from 'vitest';
import { missingPackages } from './chromium.mjs';

const program = '/usr/bin/google-chrome';

test.each([
  ['all is there', { program, font: 'Liberation Sans' }, []],
  ['a browser without its fonts', { program, font: 'DejaVu Sans' }, ['fonts-liberation']],
  ['a browser alone', { program, font: undefined }, ['fontconfig', 'fonts-liberation']],
  ['nothing', { program: undefined, font: undefined }, ['chromium', 'fontconfig', 'fonts-liberation']],
])('%s', (_name, found, expected) => {
  expect(missingPackages(found)).toEqual(expected);
});
