import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { lexer, type Token, type Tokens } from 'marked';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { current, everyKind, finding, leafState, report, statusOf } from '../../../testing/workspace-status';
import type { Invariant } from '../../config/catalogue';
import { renderStatus } from '../render-status';
import { renderSummary } from '../render-summary';
import { sourceLinks } from '../source-links';
import { plain, printableText } from '../style';
import { visibleText } from '../visible-text';
import type { WorkspaceStatus } from '../workspace-status';
import { documentFormats } from '.';
import { markdownMarker } from './markdown';

const { sarif, junit, github, markdown } = documentFormats;

const isSarif = (() => {
  const folder = join(__dirname, '../../../testing/sarif-2.1.0');
  // One of its patterns is none under the flag u.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  return ajv.compile(JSON.parse(readFileSync(join(folder, 'schema.json'), 'utf8')));
})();

function sarifRun(status: WorkspaceStatus) {
  const log = JSON.parse(sarif(status));
  expect([isSarif(log), isSarif.errors]).toEqual([true, null]);
  return log.runs[0];
}

interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  text: string;
  readonly children: Element[];
}

/** Parses XML; throws where it is not well-formed. */
function elementOf(xml: string): Element {
  const root: Element = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: { ...attributes }, text: '', children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return root.children[0] as Element;
}

/** What the runner of GitHub takes from a line, as src/Runner.Common/ActionCommand.cs of actions/runner does. */
function commandOf(line: string) {
  const [, name, properties = '', data = ''] = /^::([a-z-]+)(?: (.*?))?::(.*)$/s.exec(line.trimStart()) ?? [];
  if (name === undefined) return undefined;
  const unescaped = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const pairs = properties.split(',').map((pair) => pair.split(/=(.*)/s, 2));
  return {
    name,
    message: unescaped(data),
    ...Object.fromEntries(pairs.map(([key, value = '']) => [key, unescaped(value)])),
  };
}

const commandsIn = (text: string) =>
  text
    .split(/\r\n|\r|\n/)
    .slice(0, -1)
    .map(commandOf);

/** All tokens of a Markdown document, those inside of others too. */
function tokensIn(text: string): Token[] {
  const all = (value: unknown): Token[] => {
    if (Array.isArray(value)) return value.flatMap(all);
    if (typeof value !== 'object' || value === null) return [];
    const own = 'type' in value && 'raw' in value ? [value as Token] : [];
    return [...own, ...Object.values(value).flatMap(all)];
  };
  return all(lexer(text));
}

describe('SARIF', () => {
  it('holds every finding of a current report, and every leaf of which nothing is known', () => {
    const run = sarifRun(statusOf(everyKind));
    const said = run.results.map(
      (result: { level: string; message: { text: string }; locations: unknown; suppressions?: unknown }) => [
        result.level,
        result.message.text,
      ],
    );
    expect(said).toEqual([
      [
        'error',
        'check-tone g: stale; its inputs have changed since it was judged (then: holds)\nfix: run "nx run g:check-tone"',
      ],
      ['error', 'check-tone h: not run; there is no .invariants/h/tone.json\nfix: run "nx run h:check-tone"'],
      [
        'error',
        'check-tone i: failed without a report; what it depends on failed\nfix: run "nx run i:check-tone"',
      ],
      [
        'error',
        'check-tone j: .invariants/j/tone.json is no report: it is empty\nfix: run "nx run j:check-tone"',
      ],
      ['error', 'it is wrong\nexpected: right\nfix: mend'],
      ['error', 'it is wrong\nevidence: one\ntwo'],
      ['error', 'it is wrong'],
      ['error', 'could not'],
      ['warning', 'odd'],
      ['warning', 'it is wrong'],
      ['note', 'accepted\nwaived until 2026-12-31 by @team: legacy'],
    ]);
    expect(run.results[4]).toMatchObject({
      ruleId: 'tone',
      ruleIndex: 0,
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'b/%C3%BC%20b.json' },
            region: { startLine: 3, startColumn: 7, endLine: 3, endColumn: 9 },
          },
        },
      ],
      partialFingerprints: { primaryLocationLineHash: '0123456789abcdef:1' },
    });
    expect(run.results[10].suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'legacy' },
    ]);
    const hashes = run.results.map(
      (result: { partialFingerprints: { primaryLocationLineHash: string } }) =>
        result.partialFingerprints.primaryLocationLineHash,
    );
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(run.invocations[0].toolExecutionNotifications.at(-1)).toEqual({
      level: 'note',
      message: { text: 'check-tone k: unaffected since main' },
    });
  });

  it('has a rule for every check, with its page, and its address where that is known', () => {
    const checks = new Map([
      ['tone', { title: 'Notes are calm', upholds: ['T1'], page: '# tone', pageFile: 'docs/checks/tone.md' }],
      ['bare', { title: 'Bare', upholds: [], page: undefined, pageFile: undefined }],
    ]);
    const links = sourceLinks('sub/', {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_SHA: 'a'.repeat(40),
    });
    const { rules } = sarifRun(statusOf([leafState('a', current(report('holds')))], { checks, links })).tool
      .driver;
    expect(rules).toEqual([
      expect.objectContaining({
        id: 'bare',
        help: { text: 'Bare. More: nx-invariants explain bare' },
      }),
      {
        id: 'tone',
        name: 'tone',
        shortDescription: { text: 'Notes are calm' },
        fullDescription: { text: 'Notes are calm' },
        helpUri: `https://github.com/o/r/blob/${'a'.repeat(40)}/sub/docs/checks/tone.md`,
        help: { text: '# tone', markdown: '# tone' },
        defaultConfiguration: { level: 'error' },
        properties: { precision: 'very-high', 'problem.severity': 'error', tags: ['T1'] },
      },
    ]);
    expect(rules[0]).not.toHaveProperty('helpUri');
  });

  it('says how many results it leaves out, the lightest ones', () => {
    const notes = Array.from({ length: 5_000 }, () => finding({ severity: 'note' }));
    const run = sarifRun(statusOf([leafState('a', current(report('violated', [...notes, finding()])))]));
    expect([run.results.length, run.results[0].level]).toEqual([5_000, 'error']);
    expect(run.invocations[0].toolExecutionNotifications).toEqual([
      { level: 'warning', message: { text: '1 more results are left out' } },
    ]);
  });
});

describe('JUnit XML', () => {
  it('has a case for every invariant and every leaf', () => {
    const documented: Invariant[] = [
      {
        id: 'P',
        statement: 'By people',
        documentedOnly: { owner: 'o', reviewBy: '2027-01-01', reason: 'r' },
      },
      { id: 'L', statement: 'Later', planned: { reason: 'soon' } },
      { id: 'A', statement: 'a is calm', upheldBy: [{ project: 'a', check: 'tone' }] },
      { id: 'T1', statement: 'b is calm', upheldBy: [{ project: 'b', check: 'tone' }] },
      { id: 'G', statement: 'g is calm', upheldBy: [{ project: 'g', check: 'tone' }] },
      { id: 'K', statement: 'k is calm', upheldBy: [{ project: 'k', check: 'tone' }] },
    ];
    const root = elementOf(junit(statusOf(everyKind, { catalogue: documented })));
    expect(root.attributes).toEqual({
      name: 'nx-invariants 0.1.0',
      tests: '17',
      failures: '2',
      errors: '7',
      skipped: '5',
    });
    const cases = root.children.flatMap((suite) =>
      suite.children.map((each) => [
        suite.attributes.name,
        each.attributes.name,
        each.children[0]?.name ?? 'passed',
        each.children[0]?.attributes.message ?? '',
      ]),
    );
    expect(cases).toEqual([
      ['invariants', 'P By people', 'skipped', 'documented only: r'],
      ['invariants', 'L Later', 'skipped', 'planned, not enforced yet: soon'],
      ['invariants', 'A a is calm', 'system-out', ''],
      ['invariants', 'T1 b is calm', 'failure', 'violated'],
      ['invariants', 'G g is calm', 'error', 'cannot tell'],
      ['invariants', 'K k is calm', 'skipped', 'unaffected'],
      ['a', 'check-tone', 'passed', ''],
      ['b', 'check-tone', 'failure', 'it is wrong'],
      ['c', 'check-tone', 'error', 'it is wrong'],
      ['d', 'check-tone', 'error', 'could not'],
      ['e', 'check-tone', 'skipped', 'opted out: an artist'],
      ['f', 'check-tone', 'system-out', ''],
      ['g', 'check-tone', 'error', 'stale; its inputs have changed since it was judged (then: holds)'],
      ['h', 'check-tone', 'error', 'not run; there is no .invariants/h/tone.json'],
      ['i', 'check-tone', 'error', 'failed without a report; what it depends on failed'],
      ['j', 'check-tone', 'error', '.invariants/j/tone.json is no report: it is empty'],
      ['k', 'check-tone', 'skipped', 'unaffected since main'],
    ]);
    expect(root.children[2]?.children[0]?.children[0]?.text).toContain(
      'error b/ü b.json:3:7 it is wrong\n  expected: right\n  fix: mend\n',
    );
  });
});

describe('annotations', () => {
  it('show findings at their places, and what is not known', () => {
    const lines = github(statusOf(everyKind, { links: sourceLinks('sub', {}) })).split('\n');
    expect(lines[0]).toBe(
      '::error file=sub/b/ü b.json,line=3,endLine=3,col=7,title=check-tone b T1::it is wrong%0Aexpected: right%0Afix: mend%0Awhy and how: nx-invariants explain tone',
    );
    expect(lines.at(-2)).toContain('::notice file=sub/apps/a/x.json,title=check-tone b T1::accepted');
    expect(lines.filter((line) => line.startsWith('::error title=check-tone'))).toEqual([
      '::error title=check-tone g::stale; its inputs have changed since it was judged (then: holds)%0Arun it: nx run g:check-tone',
      '::error title=check-tone h::not run; there is no .invariants/h/tone.json%0Arun it: nx run h:check-tone',
      '::error title=check-tone i::failed without a report; what it depends on failed%0Arun it: nx run i:check-tone',
      '::error title=check-tone j::.invariants/j/tone.json is no report: it is empty%0Arun it: nx run j:check-tone',
    ]);
  });

  it.each([
    [10, 10, /it is wrong/],
    [11, 10, /^::error title=nx-invariants::2 errors more: /],
    [500, 10, /^::error title=nx-invariants::491 errors more: /],
  ])('%j errors are %j lines', (count, expected, last) => {
    const findings = Array.from({ length: count }, (_, line) => finding({ line: line + 1 }));
    const lines = github(statusOf([leafState('a', current(report('violated', findings)))]))
      .trim()
      .split('\n');
    expect(lines).toHaveLength(expected);
    expect(lines.at(-1)).toMatch(last);
  });

  it('are cut where they are longer than anyone reads', () => {
    const long = finding({ message: 'x'.repeat(100_000), file: 'f' });
    expect(github(statusOf([leafState('a', current(report('violated', [long])))])).length).toBeLessThan(
      4_200,
    );
  });
});

describe('a leaf that only the catalogue knows', () => {
  const upheldBy = [
    { project: 'a', check: 'tone' },
    { project: 'a', check: 'gone' },
  ];
  const status = statusOf([leafState('a', current(report('holds')))], {
    catalogue: [
      { id: 'T1', statement: 'a is calm', upheldBy },
      { id: 'T2', statement: 'a stays calm', upheldBy },
    ],
  });
  const fix =
    'fix: correct the row of invariants.json; "nx-invariants doctor" says which checks a project has and why';

  it('is one result of SARIF', () => {
    const { results, invocations } = sarifRun(status);
    const said = 'check-gone a: is not in the project graph';
    expect(results).toMatchObject([
      {
        ruleId: 'gone',
        level: 'error',
        message: { text: `${said}\n${fix}` },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'invariants.json' } } }],
      },
    ]);
    expect(invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ level: 'error', message: { text: said } }],
      },
    ]);
  });

  it('is an annotation', () => {
    expect(github(status)).toBe(
      `::error file=invariants.json,title=check-gone a::is not in the project graph%0A${fix}\n`,
    );
  });

  it('is an error of its invariants in JUnit XML', () => {
    expect(elementOf(junit(status)).attributes).toMatchObject({ tests: '3', errors: '2' });
  });
});

describe('Markdown', () => {
  it('starts with the line it is found by, and shows the matrix and the findings', () => {
    const planned: Invariant = { id: 'L', statement: 'Later', planned: { reason: 'soon' } };
    const catalogue = [
      planned,
      { id: 'A', statement: 'a is calm', upheldBy: [{ project: 'a', check: 'tone' }] },
      {
        id: 'T1',
        statement: 'all are calm',
        upheldBy: [
          { project: 'a', check: 'tone' },
          { project: 'b', check: 'tone' },
        ],
      },
    ];
    const links = sourceLinks('', {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_SHA: 'a'.repeat(40),
    });
    const shown = everyKind.slice(0, 2);
    expect(markdown(statusOf(shown, { catalogue, links })).split('\n')).toEqual([
      markdownMarker,
      '## Invariants',
      '',
      '**1 violated, 1 hold**; 2 checks, 1 from cache',
      '',
      '|  | id | invariant | upheld by |',
      '| --- | --- | --- | --- |',
      '| ✅ | A | a is calm | a\\:tone |',
      '| ❌ | T1 | all are calm | a\\:tone<br>b\\:tone violated |',
      '',
      'Planned, not enforced yet: L',
      '',
      '### check\\-tone b: violated',
      '',
      `- **error** [<code>b\\/ü b\\.json\\:3\\:7</code>](<https://github.com/o/r/blob/${'a'.repeat(40)}/b/%C3%BC%20b.json#L3>) it is wrong`,
      '  - expected: right',
      '  - fix: mend',
      `- **error** [<code>apps\\/a\\/x\\.json\\:4</code>](<https://github.com/o/r/blob/${'a'.repeat(40)}/apps/a/x.json#L4>) it is wrong`,
      '  - evidence:',
      '',
      '    ```text',
      '    one',
      '    two',
      '    ```',
      `- **warning** [<code>apps\\/a\\/x\\.json</code>](<https://github.com/o/r/blob/${'a'.repeat(40)}/apps/a/x.json>) odd`,
      `- **waived** [<code>apps\\/a\\/x\\.json</code>](<https://github.com/o/r/blob/${'a'.repeat(40)}/apps/a/x.json>) accepted`,
      '  - until 2026\\-12\\-31 (34 days left) by \\@\u2060team: legacy',
      '',
      'Why and how: <code>nx\\-invariants explain tone</code>',
      '',
    ]);
  });

  it('fits into a comment, however much there is to say', () => {
    const findings = Array.from({ length: 20 }, (_, index) =>
      finding({ message: `${index} ${'x'.repeat(900)}` }),
    );
    const leaves = Array.from({ length: 50 }, (_, index) =>
      leafState(`p${index}`, current(report('violated', findings))),
    );
    const text = markdown(statusOf(leaves, { catalogue: [] }));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/… and \d+ checks more: run <code>nx\\-invariants report<\/code>\n$/);
  });
});

const attacks = [
  '\n::error::x',
  '::add-mask::x',
  '##[error]x',
  '%0A::error::x',
  'a\r\nb\u2028c\u0085d',
  '`` ` ```\n```\n# x',
  '| a | b |\n|---|---|',
  '\\|',
  '<script>alert(1)</script><!-- x -->',
  `${markdownMarker}\n`,
  '[x](https://example.com) https://example.com www.example.com a@b.example @team #1',
  ']]></failure><testcase/>',
  '"><a href="x">&amp;&#0;',
  '\u0000\u0007\u001b[2J\ud800\uffff',
  '../../etc/passwd',
  '//example.com/x',
  'javascript:x',
  '__proto__',
  '',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'binary', maxLength: 20 })), {
    maxLength: 3,
  })
  .map((parts) => parts.join(''));
const place = fc.record({
  line: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  column: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  endLine: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  endColumn: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
});
const hostileStatus = fc
  .record({ project: hostile, message: hostile, file: hostile, id: hostile, other: hostile, place })
  .map(({ project, message, file, id, other, place: at }) => {
    const waivedBy = { reason: other, owner: other, expires: other };
    const findings = [
      finding({ message, file, expected: other, fix: other, evidence: other, invariants: [id], ...at }),
      finding({ message: other, file, waivedBy }),
    ];
    const leaves = [
      leafState(project, current(report('violated', findings))),
      leafState(project, { kind: 'malformed', reason: other }, 'other'),
      leafState(project, { kind: 'unaffected', base: other }, 'third'),
    ];
    const catalogue: Invariant[] = [
      { id, statement: other, upheldBy: leaves.map(({ check }) => ({ project, check })) },
      { id, statement: message, upheldBy: [{ project, check: 'third' }] },
      { id: other, statement: other, planned: { reason: other } },
    ];
    return { message, file, other, status: statusOf(leaves, { catalogue }) };
  });

describe('hostile values', () => {
  it('stay values of SARIF, and lead nowhere', () => {
    fc.assert(
      fc.property(hostileStatus, ({ message, status }) => {
        const { results } = sarifRun(status);
        expect(results).toHaveLength(3);
        for (const { locations } of results) {
          const { uri } = locations[0].physicalLocation.artifactLocation;
          const resolved = new URL(uri, 'https://root.example/x/y/');
          expect(resolved.href.startsWith('https://root.example/x/y/')).toBe(true);
        }
        const texts = results.map((result: { message: { text: string } }) => result.message.text);
        expect(texts.filter((text: string) => text.includes(']('))).toEqual([]);
        const shown = texts.map((text: string) => text.replaceAll('\u2060', ''));
        const said = message.replaceAll('\u2060', '');
        expect(shown.some((text: string) => text.startsWith(said))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('stay texts of XML', () => {
    fc.assert(
      fc.property(hostileStatus, ({ message, status }) => {
        const root = elementOf(junit(status));
        expect(root.children.map(({ children }) => children.length)).toEqual([3, 3]);
        const [failed] = root.children[1]?.children ?? [];
        expect(failed?.children.map(({ name }) => name)).toEqual(['failure']);
        expect(failed?.children[0]?.attributes.message).toBe(visibleText(message));
      }),
      { numRuns: 300 },
    );
  });

  it('stay in the line of their annotation', () => {
    fc.assert(
      fc.property(hostileStatus, ({ message, file, status }) => {
        const commands = commandsIn(github(status));
        expect(commands.map((command) => command?.name)).toEqual(['error', 'error', 'notice']);
        expect(commands[0]).toMatchObject({
          file: visibleText(file),
          message: expect.stringContaining(visibleText(message)),
        });
      }),
      { numRuns: 300 },
    );
  });

  it('stay texts of Markdown', () => {
    fc.assert(
      fc.property(hostileStatus, ({ status }) => {
        const tokens = tokensIn(markdown(status));
        const tables = tokens.flatMap((token) => (token.type === 'table' ? [token as Tokens.Table] : []));
        expect(tables.map(({ rows }) => rows.length)).toEqual([2]);
        const markup = tokens.flatMap((token) => (token.type === 'html' ? [token.raw.trim()] : []));
        expect(markup[0]).toBe(markdownMarker);
        expect(new Set(markup.slice(1))).toEqual(new Set(['<br>', '<code>', '</code>']));
        expect(
          tokens.filter(({ type }) => ['link', 'image', 'em', 'del', 'codespan'].includes(type)),
        ).toEqual([]);
        expect(tokens.filter(({ type }) => type === 'heading')).toHaveLength(3);
        expect(tokens.filter(({ type }) => type === 'code')).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it('are no commands in text', () => {
    fc.assert(
      fc.property(hostileStatus, ({ status }) => {
        const text = renderStatus(status, plain);
        expect(text.split('\n').filter((line) => /^\s*::/.test(line))).toEqual([]);
        expect(text).not.toContain('##[');
        const summary = renderSummary(
          status.leaves.flatMap((leaf) => (leaf.kind === 'current' ? [leaf.report] : [])),
          [],
          status.invariants.map(({ invariant }) => invariant),
          plain,
        );
        expect(summary.split('\n').filter((line) => /^\s*::/.test(line))).toEqual([]);
        expect(text).not.toMatch(/(?![\n\t])\p{Cc}/u);
      }),
      { numRuns: 300 },
    );
    expect(printableText('a::b\n  ::c')).toBe('a::b\n  :\u200b:c');
  });
});
