import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { coverageConfigSchema, parseCoverageConfig } from '..';

const problemsOf = (text: string) => {
  const config = parseCoverageConfig(text);
  return config.ok
    ? []
    : config.failure.map(({ pointer, line, column, message }) => `${line}:${column} ${pointer} ${message}`);
};

const COMPLETE = `{
  "$schema": "./node_modules/nx-invariants/schemas/coverage-config.json",
  "thresholds": {
    "metrics-engine": { "min": 10, "warn": 15, "tool": "go-cover", "note": "main is infrastructure",
                        "packages": { "validator": { "min": 80 }, "src/lib/**": { "min": 99.5, "warn": 100, "metric": "branches", "note": "core" } } },
    "tui": { "min": 31, "warn": 32, "tool": "cargo-tarpaulin", "measurement": "--lib --exclude-files src/main.rs" },
    "__proto__": { "min": 1, "metric": "lines+branches", "report": ["unit.info", "{workspaceRoot}/coverage/it.info"] },
    "web": { "min": 80, "$comment": "kept", "report": "coverage/coverage-final.json", "format": "istanbul", "requireAll": { "except": ["src/main.ts"] },
             "metrics": { "functions": { "min": 90.5 }, "branches": { "min": 70, "warn": 75, "note": "few" } }, "patch": { "min": 95 } }
  },
  "ratchet": { "enabled": true, "mode": "fail", "step": 0.5, "slack": 0 }
}`;

test('a complete configuration', () => {
  const config = parseCoverageConfig(`\uFEFF${COMPLETE}`);
  expect(config).toEqual({
    ok: true,
    value: {
      thresholds: new Map([
        [
          'metrics-engine',
          {
            min: 10,
            warn: 15,
            tool: 'go-cover',
            note: 'main is infrastructure',
            reports: [],
            metrics: [],
            packages: new Map([
              ['validator', { min: 80, metrics: [], at: { line: 5, column: 52 } }],
              [
                'src/lib/**',
                {
                  min: 99.5,
                  warn: 100,
                  metric: 'branches',
                  metrics: [],
                  note: 'core',
                  at: { line: 5, column: 81 },
                },
              ],
            ]),
            at: { line: 4, column: 23 },
          },
        ],
        [
          'tui',
          {
            min: 31,
            warn: 32,
            tool: 'cargo-tarpaulin',
            measurement: '--lib --exclude-files src/main.rs',
            reports: [],
            metrics: [],
            packages: new Map(),
            at: { line: 6, column: 12 },
          },
        ],
        [
          '__proto__',
          {
            min: 1,
            metric: 'lines+branches',
            reports: ['unit.info', '{workspaceRoot}/coverage/it.info'],
            metrics: [],
            packages: new Map(),
            at: { line: 7, column: 18 },
          },
        ],
        [
          'web',
          {
            min: 80,
            reports: ['coverage/coverage-final.json'],
            format: 'istanbul',
            metrics: [
              { metric: 'branches', min: 70, warn: 75, note: 'few', at: { line: 9, column: 69 } },
              { metric: 'functions', min: 90.5, at: { line: 9, column: 40 } },
            ],
            requireAll: { except: [{ pattern: 'src/main.ts', at: { line: 8, column: 136 } }] },
            patch: { min: 95, at: { line: 9, column: 122 } },
            packages: new Map(),
            at: { line: 8, column: 12 },
          },
        ],
      ]),
      ratchet: { enabled: true, mode: 'fail', step: 0.5, slack: 0 },
    },
  });
});

test('alone, an entry is read whatever is wrong inside of others', () => {
  const text = '{"thresholds": {"a": {"min": 1}, "b": {"min": "x"}}}';
  const config = parseCoverageConfig(text, 'a');
  expect(config.ok && [...config.value.thresholds.keys()]).toEqual(['a']);
  expect(parseCoverageConfig(text, 'b').ok).toBe(false);
  expect(parseCoverageConfig('{"thresholds": {"a": {"min": 1}, "b": {}, "b": {}}}', 'a').ok).toBe(false);
});

test('without a ratchet there is none', () => {
  const config = parseCoverageConfig('{"thresholds": {}}');
  expect(config).toEqual({
    ok: true,
    value: { thresholds: new Map(), ratchet: { enabled: false, mode: 'warn', step: 0.1, slack: 0.1 } },
  });
});

describe('problems', () => {
  const entry = (settings: string) => `{\n  "thresholds": {\n    "web": { ${settings} }\n  }\n}`;

  test.each<[string, string, string[]]>([
    ['an empty file', '', ['1:1  coverage-config.json is not JSON: it ends before the JSON is complete']],
    [
      'cut short',
      '{"thresholds": {',
      ['1:17  coverage-config.json is not JSON: it ends before the JSON is complete'],
    ],
    [
      'a trailing comma',
      '{"thresholds": {},}',
      [
        '1:19  coverage-config.json is not JSON: a property name in double quotes is expected; a comma must not come last (at "}")',
      ],
    ],
    [
      'a comment',
      '{ // why\n "thresholds": {} }',
      ['1:3  coverage-config.json is not JSON: comments are not JSON; use "note" instead'],
    ],
    ['NaN', entry('"min": NaN'), ['3:21  coverage-config.json is not JSON: NaN is not a JSON number']],
    [
      'two roots',
      '{} {}',
      ['1:4  coverage-config.json is not JSON: the file must end after its one value (at "{")'],
    ],
    [
      'a missing colon',
      '{"thresholds" {}}',
      ['1:15  coverage-config.json is not JSON: a colon is expected (at "{")'],
    ],
    [
      'too deep',
      '['.repeat(50_000),
      ['1:1  coverage-config.json is not JSON: it nests deeper than 32 levels'],
    ],
    [
      'too long',
      ' '.repeat(4 * 1024 * 1024 + 1),
      ['1:1  coverage-config.json is not JSON: it is longer than 4194304 characters'],
    ],
    ['a list', '[]', ['1:1  coverage-config.json is a list']],
    ['no thresholds', '{"ratchet": {"enabled": false}}', ['1:1  coverage-config.json has no "thresholds"']],
    ['thresholds of another kind', '{"thresholds": 80}', ['1:16 /thresholds "thresholds" is 80']],
    [
      'an entry of another kind',
      '{"thresholds": {"web": 80}}',
      ['1:24 /thresholds/web the entry of web is 80'],
    ],
    [
      'a project without a name',
      '{"thresholds": {" ": {"min": 1}}}',
      ['1:17 /thresholds/  "thresholds" has an entry without a name'],
    ],
    [
      'a project twice',
      '{"thresholds": {\n"a/b": {"min": 80},\n"a/b": {"min": 0}}}',
      ['3:1 /thresholds/a~1b "a/b" occurs twice in "thresholds"; only one could be enforced'],
    ],
    [
      'a setting twice',
      entry('"min": 80, "min": 1'),
      ['3:25 /thresholds/web/min "min" occurs twice in the entry of web; only one could be enforced'],
    ],
    [
      'a misspelt setting',
      entry('"min": 80, "wran": 85'),
      ['3:25 /thresholds/web/wran the entry of web has no setting "wran"'],
    ],
    ['no min', entry('"warn": 85'), ['3:12 /thresholds/web the entry of web has no "min"']],
    ['text', entry('"min": "80"'), ['3:21 /thresholds/web/min min is the text "80"']],
    ['null', entry('"min": null'), ['3:21 /thresholds/web/min min is null']],
    ['a boolean', entry('"min": true'), ['3:21 /thresholds/web/min min is true']],
    ['an object', entry('"min": {}'), ['3:21 /thresholds/web/min min is an object']],
    ['below 0', entry('"min": -1'), ['3:21 /thresholds/web/min min is -1']],
    ['above 100', entry('"min": 100.01'), ['3:21 /thresholds/web/min min is 100.01']],
    ['beyond numbers', entry('"min": 1e999'), ['3:21 /thresholds/web/min min is Infinity']],
    [
      'min above warn',
      entry('"min": 80, "warn": 79.9'),
      ['3:33 /thresholds/web/warn warn 79.9 is below min 80, so that nothing could ever warn'],
    ],
    [
      'an unknown tool',
      entry('"min": 80, "tool": "istanbul"'),
      ['3:33 /thresholds/web/tool tool is the text "istanbul"'],
    ],
    ['a tool of another kind', entry('"min": 80, "tool": 7'), ['3:33 /thresholds/web/tool tool is 7']],
    [
      'an unknown metric',
      entry('"min": 80, "metric": "toString"'),
      ['3:35 /thresholds/web/metric metric is the text "toString"'],
    ],
    ['a note of another kind', entry('"min": 80, "note": 1'), ['3:33 /thresholds/web/note note is 1']],
    [
      'a report above the root',
      entry('"min": 80, "report": "../x/r.json"'),
      ['3:35 /thresholds/web/report report is the text "../x/r.json"'],
    ],
    [
      'an absolute report',
      entry('"min": 80, "report": "/r.json"'),
      ['3:35 /thresholds/web/report report is the text "/r.json"'],
    ],
    [
      'a report on a drive',
      entry('"min": 80, "report": "C:/r.json"'),
      ['3:35 /thresholds/web/report report is the text "C:/r.json"'],
    ],
    [
      'a report with backslashes',
      entry('"min": 80, "report": "a\\\\r.json"'),
      ['3:35 /thresholds/web/report report is the text "a\\\\r.json"'],
    ],
    [
      'no report in the list',
      entry('"min": 80, "report": []'),
      ['3:35 /thresholds/web/report report is an empty list'],
    ],
    [
      'a report of another kind',
      entry('"min": 80, "report": ["r", 1]'),
      ['3:41 /thresholds/web/report/1 report is 1'],
    ],
    [
      'packages of another kind',
      entry('"min": 80, "packages": []'),
      ['3:37 /thresholds/web/packages "packages" of web is a list'],
    ],
    [
      'a package above the project',
      entry('"min": 80, "packages": {"../x": {"min": 1}}'),
      ['3:46 /thresholds/web/packages/..~1x ../x leaves the project'],
    ],
    [
      'a package without min',
      entry('"min": 80, "packages": {"lib": {}}'),
      ['3:45 /thresholds/web/packages/lib the entry of web/lib has no "min"'],
    ],
    [
      'floors that hold nothing',
      entry('"min": 0, "packages": {"a": {"min": 1e-9}, "b": {"min": 0.8}, "c": {"min": -0}}'),
      [
        '3:21 /thresholds/web/min min is 0, which holds nothing',
        '3:50 /thresholds/web/packages/a/min min is 1e-9, which holds nothing',
        '3:70 /thresholds/web/packages/b/min min is 0.8, which holds nothing',
        '3:89 /thresholds/web/packages/c/min min is 0, which holds nothing',
      ],
    ],
    [
      'a package that is a number',
      entry('"min": 80, "packages": {"lib": 100}'),
      ['3:45 /thresholds/web/packages/lib the entry of web/lib is 100'],
    ],
    [
      'a package with a tool',
      entry('"min": 80, "packages": {"lib": {"min": 1, "tool": "c8"}}'),
      ['3:56 /thresholds/web/packages/lib/tool the entry of web/lib has no setting "tool"'],
    ],
    [
      'metrics of another kind',
      entry('"min": 80, "metrics": ["branches"]'),
      ['3:36 /thresholds/web/metrics "metrics" of the entry of web is a list'],
    ],
    [
      'a floor of no known metric, one without min, one that warns of nothing, one with a metric of its own',
      entry(
        '"min": 80, "metrics": {"toString": {"min": 1}, "lines": {}, "branches": {"min": 9, "warn": 8}, "functions": {"min": 1, "metric": "lines"}}',
      ),
      [
        '3:37 /thresholds/web/metrics/toString "metrics" of the entry of web has no setting "toString"',
        '3:70 /thresholds/web/metrics/lines the floor of lines in the entry of web has no "min"',
        '3:105 /thresholds/web/metrics/branches/warn warn 8 is below min 9, so that nothing could ever warn',
        '3:133 /thresholds/web/metrics/functions/metric the floor of functions in the entry of web has no setting "metric"',
      ],
    ],
    [
      'two floors of a metric',
      entry(
        '"min": 80, "packages": {"lib": {"min": 1, "metric": "lines", "metrics": {"lines": {"min": 2}}}}',
      ),
      [
        '3:96 /thresholds/web/packages/lib/metrics/lines lines has two floors in the entry of web/lib: its "metric" says that "min" is one',
      ],
    ],
    [
      'allowEmpty',
      entry('"min": 80, "allowEmpty": true'),
      ['3:39 /thresholds/web/allowEmpty allowEmpty is a waiver, not a setting of web'],
    ],
    [
      'a patch that is a number',
      entry('"min": 80, "patch": 80'),
      ['3:34 /thresholds/web/patch "patch" of web is 80'],
    ],
    ...(
      [
        ['text', '"yes"', '3:39 /thresholds/web/requireAll requireAll is the text "yes"'],
        ['without except', '{}', '3:39 /thresholds/web/requireAll "requireAll" has no "except"'],
        ['an empty list', '{"except": []}', '3:50 /thresholds/web/requireAll/except except is an empty list'],
        ['no list', '{"except": "x"}', '3:50 /thresholds/web/requireAll/except except is the text "x"'],
        ['no text', '{"except": [1]}', '3:51 /thresholds/web/requireAll/except/0 a pattern of except is 1'],
        [
          'outside',
          '{"except": ["../x"]}',
          '3:51 /thresholds/web/requireAll/except/0 ../x leaves the project',
        ],
      ] as const
    ).map(([what, value, problem]): [string, string, string[]] => [
      `requireAll: ${what}`,
      entry(`"min": 80, "requireAll": ${value}`),
      [problem],
    ]),
    [
      'steps and slack out of range',
      '{"thresholds": {}, "ratchet": {"enabled": true, "step": 0, "slack": 11}}',
      ['1:57 /ratchet/step step is 0', '1:69 /ratchet/slack slack is 11'],
    ],
    [
      'a ratchet that is neither on nor off',
      '{"thresholds": {}, "ratchet": {"mode": "warn"}}',
      ['1:31 /ratchet "ratchet" has no "enabled"'],
    ],
    ['a ratchet of another kind', '{"thresholds": {}, "ratchet": true}', ['1:31 /ratchet "ratchet" is true']],
    [
      'a ratchet in words',
      '{"thresholds": {}, "ratchet": {"enabled": "yes", "mode": "shout"}}',
      ['1:58 /ratchet/mode mode is the text "shout"', '1:43 /ratchet/enabled enabled is the text "yes"'],
    ],
    [
      'all problems at once',
      entry('"min": 120, "tool": "x"'),
      ['3:21 /thresholds/web/min min is 120', '3:34 /thresholds/web/tool tool is the text "x"'],
    ],
  ])('%s', (_, text, expected) => expect(problemsOf(text)).toEqual(expected));

  test('each says what is expected and how to fix it', () => {
    const config = parseCoverageConfig(entry('"min": "80%"'));
    expect(!config.ok && config.failure).toEqual([
      {
        pointer: '/thresholds/web/min',
        line: 3,
        column: 21,
        message: 'min is the text "80%"',
        expected: 'a number from 1 to 100',
        fix: 'write a plain number, as in "min": 79.5',
      },
    ]);
  });
});

describe('the published schema says the same', () => {
  const validate = new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true }).compile(
    coverageConfigSchema,
  );
  const entry = (settings: object) => ({ thresholds: { web: settings } });

  test.each<[string, unknown]>([
    ['complete', JSON.parse(COMPLETE.replace('"$comment": "kept", ', ''))],
    ['a decimal floor', entry({ min: 79.5 })],
    ['no min', entry({ warn: 5 })],
    ['text', entry({ min: '80' })],
    ['above 100', entry({ min: 101 })],
    ['no floor at all', entry({ min: 0 })],
    ['a ratio', entry({ min: 0.8 })],
    ['the lowest', entry({ min: 1, warn: 1 })],
    ['a part that holds nothing', entry({ min: 1, packages: { lib: { min: 1e-9 } } })],
    ['a mark that warns of nothing', entry({ min: 1, warn: 0 })],
    ['an unknown tool', entry({ min: 1, tool: 'x' })],
    ['an unknown setting', entry({ min: 1, wran: 2 })],
    ['an unknown metric', entry({ min: 1, metric: 'x' })],
    ['a report above the root', entry({ min: 1, report: 'a/../../r' })],
    ['an absolute report', entry({ min: 1, report: '/r' })],
    ['a report in the workspace', entry({ min: 1, report: '{workspaceRoot}/coverage/r..json' })],
    ['an empty list of reports', entry({ min: 1, report: [] })],
    ['a format', entry({ min: 1, format: 'lcov' })],
    ['an unknown format', entry({ min: 1, format: 'html' })],
    ['a package without min', entry({ min: 1, packages: { lib: {} } })],
    ['a package', entry({ min: 1, packages: { lib: { min: 1 } } })],
    ['a floor of a further metric', entry({ min: 1, metrics: { branches: { min: 2, warn: 3 } } })],
    ['a further metric that is a number', entry({ min: 1, metrics: { branches: 2 } })],
    ['a further metric that is none', entry({ min: 1, metrics: { x: { min: 2 } } })],
    ['a metric of a metric', entry({ min: 1, metrics: { lines: { min: 2, metric: 'lines' } } })],
    ['patch', entry({ min: 1, patch: { min: 90 } })],
    ['patch without min', entry({ min: 1, patch: {} })],
    ['allowEmpty', entry({ min: 1, allowEmpty: true })],
    ['requireAll', entry({ min: 1, requireAll: true })],
    ['requireAll with exceptions', entry({ min: 1, requireAll: { except: ['src/main.rs'] } })],
    ['requireAll without any', entry({ min: 1, requireAll: { except: [] } })],
    ['requireAll in words', entry({ min: 1, requireAll: 'yes' })],
    ['step and slack', { thresholds: {}, ratchet: { enabled: true, step: 10, slack: 0 } }],
    ['no step', { thresholds: {}, ratchet: { enabled: true, step: 0 } }],
    ['a ratchet without enabled', { thresholds: {}, ratchet: {} }],
    ['a ratchet of another mode', { thresholds: {}, ratchet: { enabled: true, mode: 'x' } }],
    ['no thresholds', {}],
  ])('%s', (_, value) => {
    expect(validate(value)).toBe(parseCoverageConfig(JSON.stringify(value)).ok);
  });
});
