import { HEADLINE_METRICS, METRICS } from '@nx-invariants/coverage';

const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const percentage = { type: 'number', minimum: 0, maximum: 100 };
const text = { type: 'string', maxLength: 10_000 };
const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });

const counter = {
  type: 'object',
  required: ['covered', 'total'],
  properties: { covered: count, total: count },
};

/** What is read of the details of a coverage report (CoverageDetails in checks/coverage/details.ts). */
export const coverageDetailsSchema = {
  type: 'object',
  required: ['floors', 'patch', 'files'],
  properties: {
    patch: orNull({
      type: 'object',
      required: ['verdict', 'covered', 'total', 'percent', 'min', 'warn'],
      properties: {
        verdict: { enum: ['pass', 'warn', 'fail', 'unchanged'] },
        covered: count,
        total: count,
        percent: orNull(text),
        min: percentage,
        warn: orNull(percentage),
      },
    }),
    floors: {
      type: 'array',
      items: {
        type: 'object',
        required: [
          'part',
          'metric',
          'verdict',
          'covered',
          'total',
          'percent',
          'min',
          'warn',
          'baseline',
          'delta',
        ],
        properties: {
          part: orNull(text),
          metric: { enum: [...HEADLINE_METRICS, null] },
          verdict: { enum: ['pass', 'warn', 'fail', 'no-data', 'not-measured', 'no-match'] },
          covered: orNull(count),
          total: orNull(count),
          percent: orNull(text),
          min: percentage,
          warn: orNull(percentage),
          baseline: orNull({
            type: 'object',
            required: ['percent', 'bar'],
            properties: { percent: text, bar: percentage },
          }),
          delta: orNull(text),
        },
      },
    },
    files: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'counters', 'missed'],
        properties: {
          path: text,
          counters: {
            type: 'object',
            properties: Object.fromEntries(METRICS.map((metric) => [metric, counter])),
          },
          missed: { type: ['string', 'null'] },
        },
      },
    },
  },
} as const;
