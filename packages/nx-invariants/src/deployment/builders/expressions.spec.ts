import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expand, valuesOf } from './expressions';

const values = new Map([
  ...valuesOf('matrix', [['App', 'a']]),
  ...valuesOf('inputs', [
    ['build-context', 'apps/b'],
    ['empty', ''],
  ]),
]);

it.each([
  [`\${{ matrix.app }}`, 'a'],
  [`x/\${{matrix.APP}}/\${{ inputs.build-context }}`, 'x/a/apps/b'],
  [`[\${{ inputs.empty }}]`, '[]'],
  [`\${{ inputs.other }}`, `\${{ inputs.other }}`],
  [`\${{ inputs['empty'] }}`, `\${{ inputs['empty'] }}`],
  [`\${{ matrix.app || 'b' }}`, `\${{ matrix.app || 'b' }}`],
  ['$matrix.app', '$matrix.app'],
])('%j is %j', (text, expected) => {
  expect(expand(text, values)).toBe(expected);
});

it('leaves a text alone that would grow without end, and takes one that is long already', () => {
  const long = valuesOf('inputs', [['x', 'x'.repeat(1000)]]);
  const five = `\${{ inputs.x }}`.repeat(5);
  expect(expand(five, long)).toBe(five);
  expect(expand(`\${{ inputs.x }}`.repeat(4), long)).toBe('x'.repeat(4000));
  expect(expand(`${'y'.repeat(100_000)}\${{ inputs.x }}`, long)).toHaveLength(101_000);
});

it('never grows a text by more than 4096 characters', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(`\${{ inputs.x }}`, `\${{ inputs.y }}`, 'z', `\${{ `)),
      fc.string(),
      (parts, x) => {
        const text = parts.join('');
        const expanded = expand(text, valuesOf('inputs', [['x', x]]));
        return expanded === text.replaceAll(`\${{ inputs.x }}`, () => x) || expanded === text;
      },
    ),
  );
});
