import type { FloorRow, PatchRow } from '../src/checks/coverage/details';

/** A floor of a whole project that passes. */
export const floorRow = (rest: Partial<FloorRow> = {}): FloorRow => ({
  part: null,
  metric: 'lines',
  verdict: 'pass',
  covered: 188,
  total: 200,
  percent: '94.00%',
  min: 80,
  warn: 85,
  short: 0,
  baseline: null,
  delta: null,
  ...rest,
});

/** A floor of the changed lines where none has changed. */
export const patchRow = (rest: Partial<PatchRow> = {}): PatchRow => ({
  verdict: 'unchanged',
  covered: 0,
  total: 0,
  percent: null,
  min: 60,
  warn: null,
  short: 0,
  missed: {},
  ...rest,
});
