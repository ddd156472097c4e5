import { expect, test } from 'vitest';
import { decide, toolchainIn } from './rust.mjs';

test.each([
  [
    '[toolchain]\nchannel = "1.95.0"\ncomponents = ["rustfmt", "clippy"]\n',
    { channel: '1.95.0', components: ['rustfmt', 'clippy'] },
  ],
  ['[toolchain]\nchannel = "nightly"\n', { channel: 'nightly', components: [] }],
  ['', { channel: 'stable', components: [] }],
])('the toolchain of %j', (text, expected) => {
  expect(toolchainIn(text)).toEqual(expected);
});

const wanted = { channel: '1.95.0', components: ['clippy', 'rustfmt'] };
const both = ['clippy', 'rustfmt'];

test.each([
  [{ rustup: true, version: [1, 95, 0], components: both }, 'present'],
  [{ rustup: true, version: undefined, components: [] }, 'add-toolchain'],
  [{ rustup: true, version: [1, 95, 0], components: ['clippy'] }, 'add-toolchain'],
  [{ rustup: false, version: undefined, components: [] }, 'install-rustup'],
  [{ rustup: false, version: [1, 63, 0], components: both }, 'install-rustup'],
  [{ rustup: false, version: [1, 96, 0], components: both }, 'present'],
  [{ rustup: false, version: [1, 96, 0], components: [] }, 'install-rustup'],
])('where %j answers: %s', (found, expected) => {
  expect(decide(wanted, found)).toBe(expected);
});

test('a channel without a version is right in any version', () => {
  expect(decide({ channel: 'stable', components: [] }, { rustup: true, version: [1, 60, 0] })).toBe(
    'present',
  );
});
