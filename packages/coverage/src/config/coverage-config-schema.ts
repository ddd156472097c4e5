import { HEADLINE_METRICS } from '../metrics';
import { FORMATS } from '../report';
import { COVERAGE_TOOLS } from './tools';

/** In percent. A lower floor, as of 0 or 0.8 where 80 was meant, would hold nothing. */
export const LOWEST_FLOOR = 1;

const PERCENT = { type: 'number', minimum: LOWEST_FLOOR, maximum: 100 } as const;

const BAR = {
  min: {
    ...PERCENT,
    description: 'Percent covered below which the check fails. Decimals are compared exactly.',
  },
  warn: { ...PERCENT, description: 'Percent covered below which the check warns; at least min.' },
  note: { type: 'string', description: 'Why the floor is what it is; shown in reports.' },
} as const;

const FLOOR = {
  ...BAR,
  metric: {
    enum: HEADLINE_METRICS,
    description: "What min and warn hold. Default: the tool's headline metric (docs/coverage.md).",
  },
  metrics: {
    type: 'object',
    description: 'Floors of further metrics, each held beside min: { "branches": { "min": 70 } }.',
    propertyNames: { enum: HEADLINE_METRICS },
    additionalProperties: { $ref: '#/definitions/floor' },
  },
} as const;

const REPORT_PATH = {
  type: 'string',
  minLength: 1,
  pattern: '^(?:\\{workspaceRoot\\}/)?(?!/|[A-Za-z]:)(?!(?:.*/)?\\.\\.(?:/|$))[^\\\\]+$',
} as const;

/** The JSON Schema (draft-07) of coverage-config.json. It cannot say `min <= warn`; `parseCoverageConfig` does. */
export const coverageConfigSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'coverage-config.json',
  title: 'coverage-config.json',
  description: 'Coverage floors per project, and the ratchet.',
  type: 'object',
  required: ['thresholds'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    thresholds: {
      type: 'object',
      description: 'Project name to its floor. Every entry is enforced.',
      propertyNames: { minLength: 1 },
      additionalProperties: { $ref: '#/definitions/threshold' },
    },
    ratchet: {
      type: 'object',
      description: 'Coverage may rise but not fall below the bars in coverage-baseline.jsonl.',
      required: ['enabled'],
      additionalProperties: false,
      properties: {
        enabled: { type: 'boolean' },
        mode: { enum: ['warn', 'fail'], default: 'warn', description: 'What a decrease does.' },
        step: {
          type: 'number',
          minimum: 0.01,
          maximum: 10,
          default: 0.1,
          description: 'Percentage points: bars are set at whole multiples of it.',
        },
        slack: {
          type: 'number',
          minimum: 0,
          maximum: 10,
          default: 0.1,
          description: 'Percentage points: how far below the measured coverage a bar is set.',
        },
      },
    },
  },
  definitions: {
    floor: { type: 'object', required: ['min'], additionalProperties: false, properties: BAR },
    threshold: {
      type: 'object',
      required: ['min'],
      additionalProperties: false,
      properties: {
        ...FLOOR,
        tool: {
          enum: COVERAGE_TOOLS,
          description: 'The tool that measures; decides the inferred coverage target.',
        },
        measurement: { type: 'string', description: "Further arguments of the tool's command line." },
        report: {
          description:
            'Where the report is, relative to the project or {workspaceRoot}/; several reports are united. Default: where the tool puts it.',
          oneOf: [REPORT_PATH, { type: 'array', items: REPORT_PATH, minItems: 1, uniqueItems: true }],
        },
        format: {
          enum: FORMATS,
          description: 'The format of the reports. Default: told by what they hold (docs/coverage.md).',
        },
        packages: {
          type: 'object',
          description: 'Floors of parts: a folder, file or glob inside the project to its floor.',
          propertyNames: { minLength: 1 },
          additionalProperties: {
            type: 'object',
            required: ['min'],
            additionalProperties: false,
            properties: FLOOR,
          },
        },
        requireAll: {
          description:
            'Every source of the project must be in the report. Default: those that are not are listed.',
          oneOf: [
            { type: 'boolean' },
            {
              type: 'object',
              required: ['except'],
              additionalProperties: false,
              properties: {
                except: {
                  type: 'array',
                  items: { type: 'string', minLength: 1 },
                  minItems: 1,
                  description: 'Folders, files or globs inside the project that need not be measured.',
                },
              },
            },
          ],
        },
        patch: {
          $ref: '#/definitions/floor',
          description:
            'Floor of the coverable lines that were added or changed since the merge base. Default: none.',
        },
      },
    },
  },
} as const;
