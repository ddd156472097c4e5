import { describe, expect, it } from 'vitest';
import { type CheckOptions, checkContainment } from './check-containment';
import type { Json } from './json';
import { DRAFTS } from './schema/draft';

/** A schema from JSON text, so that keywords such as `then` need no ceremony. */
const schema = (text: string): Json => JSON.parse(text) as Json;

/** `compatible`, `breaking`, `undeclared-only`, or the codes of the reasons. */
function outcome(a: string, b: string, options: CheckOptions = {}): string {
  const verdict = checkContainment(schema(a), schema(b), options);
  switch (verdict.kind) {
    case 'compatible':
      return 'compatible';
    case 'breaking':
      return verdict.grade;
    case 'undecided':
      return [...new Set(verdict.reasons.map((reason) => reason.code))].join(' ');
  }
}

type Row = [a: string, b: string, aUnderB: string, bUnderA: string];

/** Pairs per keyword, each asked in both directions. */
const TABLE: Record<string, Row[]> = {
  'boolean schemas': [
    ['true', '{}', 'compatible', 'compatible'],
    ['false', 'true', 'compatible', 'breaking'],
    ['{"not":{}}', '{"type":"string"}', 'compatible', 'breaking'],
  ],
  'a number beyond all doubles is no null': [
    ['{"const":null}', '{"enum":[1e400]}', 'breaking', 'validators-disagree'],
    ['{"const":[null]}', '{"enum":[[1e400]]}', 'breaking', 'validators-disagree'],
  ],
  type: [
    ['{"type":"integer"}', '{"type":"number"}', 'compatible', 'breaking'],
    ['{"type":["string","null"]}', '{"type":"string"}', 'breaking', 'compatible'],
    [
      '{"anyOf":[{"type":"string"},{"type":"null"}]}',
      '{"type":["null","string"]}',
      'compatible',
      'compatible',
    ],
  ],
  'enum and const': [
    ['{"enum":[1,"a"]}', '{"enum":["a",1.0,null]}', 'compatible', 'breaking'],
    ['{"const":{"a":[1,2]}}', '{"properties":{"a":{"items":{"maximum":2}}}}', 'compatible', 'breaking'],
    ['{"const":0}', '{"const":false}', 'breaking', 'breaking'],
    ['{"type":"boolean"}', '{"enum":[true,false]}', 'compatible', 'compatible'],
    ['{"type":"integer","minimum":1,"maximum":3}', '{"enum":[1,2,3]}', 'compatible', 'compatible'],
  ],
  numbers: [
    ['{"minimum":1}', '{"exclusiveMinimum":0}', 'compatible', 'breaking'],
    ['{"exclusiveMinimum":5}', '{"minimum":0}', 'compatible', 'breaking'],
    ['{"type":"integer","exclusiveMinimum":0}', '{"type":"integer","minimum":1}', 'compatible', 'compatible'],
    ['{"multipleOf":6}', '{"allOf":[{"multipleOf":2},{"multipleOf":3}]}', 'compatible', 'compatible'],
    ['{"type":"integer","minimum":1,"maximum":5,"multipleOf":7}', 'false', 'compatible', 'compatible'],
    ['{"multipleOf":0.1}', '{"multipleOf":0.01}', 'compatible', 'breaking'],
    ['{"type":"number","minimum":2,"maximum":2}', '{"const":2}', 'compatible', 'compatible'],
    ['{"type":"number","not":{"multipleOf":1}}', '{"not":{"type":"integer"}}', 'compatible', 'breaking'],
    ['{"type":"number","minimum":1e300}', '{"type":"integer"}', 'witness-not-found', 'breaking'],
  ],
  strings: [
    ['{"minLength":2,"maxLength":3}', '{"maxLength":4}', 'compatible', 'breaking'],
    ['{"pattern":"^ab"}', '{"pattern":"^a"}', 'compatible', 'breaking'],
    [
      '{"type":"string","pattern":"^[0-9]{3}$"}',
      '{"type":"string","minLength":3,"maxLength":3}',
      'compatible',
      'breaking',
    ],
    ['{"type":"string","pattern":"^(a|b)$"}', '{"enum":["a","b"]}', 'compatible', 'compatible'],
    ['{"pattern":"^(a+)+$"}', '{"pattern":"^a*$"}', 'compatible', 'breaking'],
    ['{"type":"string","minLength":1}', '{"type":"string","pattern":".+"}', 'breaking', 'compatible'],
    ['{"pattern":"^(?=a)"}', '{"pattern":"^a"}', 'pattern-not-regular', 'pattern-not-regular'],
    [
      '{"type":"string","minLength":100000}',
      '{"type":"string","pattern":"a"}',
      'witness-too-large',
      'breaking',
    ],
  ],
  objects: [
    ['{"required":["a","b"]}', '{"required":["a"]}', 'compatible', 'breaking'],
    [
      '{"properties":{"a":{"type":"integer"}}}',
      '{"properties":{"a":{"type":"number"}}}',
      'compatible',
      'breaking',
    ],
    ['{"properties":{"a":{}},"additionalProperties":false}', '{"maxProperties":1}', 'compatible', 'breaking'],
    ['{"type":"object","maxProperties":0}', '{"const":{}}', 'compatible', 'compatible'],
    [
      '{"required":["a"],"properties":{"a":false}}',
      '{"type":["null","boolean","number","string","array"]}',
      'compatible',
      'compatible',
    ],
    [
      '{"patternProperties":{"^a":{"type":"string"}}}',
      '{"patternProperties":{"^ab":{"type":"string"}}}',
      'compatible',
      'undeclared-only',
    ],
    [
      '{"patternProperties":{"^a":{"minLength":2}}}',
      '{"properties":{"ab":{"minLength":1}}}',
      'compatible',
      'breaking',
    ],
    [
      '{"additionalProperties":{"type":"integer"}}',
      '{"properties":{"x":{"type":"number"}}}',
      'compatible',
      'breaking',
    ],
    [
      '{"propertyNames":{"enum":["a","b"]}}',
      '{"properties":{"a":true,"b":true},"additionalProperties":false}',
      'compatible',
      'compatible',
    ],
    ['{"propertyNames":{"maxLength":2}}', '{"propertyNames":{"maxLength":3}}', 'compatible', 'breaking'],
    [
      '{"properties":{"$ref":{"type":"string"},"__proto__":{"type":"null"}}}',
      '{"properties":{"__proto__":{"type":["null","string"]}}}',
      'compatible',
      'breaking',
    ],
    ['{"minProperties":2}', '{"minProperties":1}', 'compatible', 'breaking'],
    [
      '{"type":"object","minProperties":9007199254740991}',
      '{"required":["a"]}',
      'witness-too-large',
      'breaking',
    ],
  ],
  dependencies: [
    ['{"required":["a","b"]}', '{"dependentRequired":{"a":["b"]}}', 'compatible', 'breaking'],
    [
      '{"dependentSchemas":{"a":{"required":["b"]}}}',
      '{"dependentRequired":{"a":["b"]}}',
      'compatible',
      'compatible',
    ],
  ],
  arrays: [
    ['{"items":{"type":"integer"}}', '{"items":{"type":"number"}}', 'compatible', 'breaking'],
    ['{"items":false}', '{"maxItems":0}', 'compatible', 'compatible'],
    [
      '{"prefixItems":[{"type":"string"},{"type":"null"}],"items":false}',
      '{"prefixItems":[{"type":"string"}],"maxItems":2}',
      'compatible',
      'breaking',
    ],
    [
      '{"minItems":2,"uniqueItems":true,"items":{"const":1}}',
      '{"type":["null","boolean","number","string","object"]}',
      'compatible',
      'compatible',
    ],
    ['{"uniqueItems":true}', '{"maxItems":3}', 'breaking', 'breaking'],
    ['{"contains":{"const":1},"minContains":2}', '{"contains":{"const":1}}', 'compatible', 'breaking'],
    ['{"contains":{"const":1},"minContains":0}', 'true', 'compatible', 'compatible'],
    ['{"items":{"const":1},"minItems":1}', '{"contains":{"type":"integer"}}', 'compatible', 'breaking'],
    [
      '{"type":"array","minItems":161297}',
      '{"type":"array","items":{"type":"string"}}',
      'witness-too-large',
      'breaking',
    ],
  ],
  combinations: [
    ['{"allOf":[{"minimum":1},{"maximum":3}]}', '{"minimum":1,"maximum":3}', 'compatible', 'compatible'],
    [
      '{"oneOf":[{"type":"string"},{"type":"null"}]}',
      '{"anyOf":[{"type":"null"},{"type":"string"}]}',
      'compatible',
      'compatible',
    ],
    ['{"oneOf":[{"minimum":0}]}', '{"oneOf":[{"minimum":0},{"type":"integer"}]}', 'breaking', 'breaking'],
    ['{"if":{"type":"string"},"then":{"minLength":1}}', '{"minLength":1}', 'compatible', 'compatible'],
    [
      '{"if":{"required":["a"]},"then":{"required":["b"]},"else":false}',
      '{"required":["a","b"]}',
      'compatible',
      'compatible',
    ],
    [
      '{"not":{"type":"string"}}',
      '{"type":["null","boolean","number","array","object"]}',
      'compatible',
      'compatible',
    ],
  ],
  references: [
    ['{"$ref":"#/$defs/x","$defs":{"x":{"type":"integer"}}}', '{"type":"number"}', 'compatible', 'breaking'],
    [
      '{"$ref":"#x","$defs":{"y":{"$anchor":"x","type":"integer"}}}',
      '{"type":"integer"}',
      'compatible',
      'compatible',
    ],
    [
      '{"$ref":"http://x.test/i","$defs":{"y":{"$id":"http://x.test/i","type":"integer"}}}',
      '{"type":"integer"}',
      'compatible',
      'compatible',
    ],
    [
      '{"properties":{"next":{"$ref":"#"},"v":{"type":"integer"}}}',
      '{"properties":{"next":{"$ref":"#"},"v":{"type":"number"}}}',
      'compatible',
      'breaking',
    ],
    [
      '{"required":["next"],"properties":{"next":{"$ref":"#"}}}',
      '{"type":["null","boolean","number","string","array"]}',
      'breaking',
      'compatible',
    ],
    [
      '{"type":"object","required":["next"],"properties":{"next":{"$ref":"#"}}}',
      'false',
      'compatible',
      'compatible',
    ],
    [
      '{"$ref":"https://x.test/other"}',
      '{"type":"string"}',
      'reference-unresolvable ajv-cannot-compile',
      'reference-unresolvable ajv-cannot-compile',
    ],
    ['{"$ref":"#"}', '{"type":"string"}', 'reference-cycle', 'reference-cycle'],
    [
      '{"$dynamicRef":"#x","$defs":{"y":{"$dynamicAnchor":"x","type":"string"}}}',
      '{"type":"string"}',
      'compatible',
      'compatible',
    ],
  ],
  'counts that run out': [
    [
      '{"type":"object","propertyNames":{"enum":["a","b"]},"properties":{"a":false}}',
      '{"type":"object","maxProperties":1}',
      'compatible',
      'breaking',
    ],
    [
      '{"type":"object","propertyNames":{"pattern":"^[ab]$"}}',
      '{"maxProperties":2}',
      'compatible',
      'breaking',
    ],
    ['{"type":"object","propertyNames":{"pattern":"^[ab]$"}}', '{"maxProperties":1}', 'breaking', 'breaking'],
    [
      '{"type":"array","prefixItems":[{"const":true}],"items":{"type":"boolean"},"uniqueItems":true}',
      '{"maxItems":2}',
      'compatible',
      'breaking',
    ],
    [
      '{"type":"array","prefixItems":[{"type":"string"}],"items":{"type":"boolean"},"uniqueItems":true}',
      '{"maxItems":2}',
      'breaking',
      'breaking',
    ],
    [
      '{"type":"array","contains":true,"maxContains":2}',
      '{"minItems":1,"maxItems":2}',
      'compatible',
      'breaking',
    ],
  ],
  'unevaluated*': [
    ['{"unevaluatedProperties":false}', '{"maxProperties":0}', 'compatible', 'compatible'],
    [
      '{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}',
      '{"properties":{"a":{}},"additionalProperties":false}',
      'compatible',
      'compatible',
    ],
    [
      '{"if":{"required":["a"],"properties":{"a":{}}},"else":{"properties":{"b":{}}},"unevaluatedProperties":false}',
      '{"properties":{"a":{},"b":{}},"maxProperties":1,"additionalProperties":false}',
      'compatible',
      'compatible',
    ],
    [
      '{"prefixItems":[{}],"contains":{"type":"string"},"unevaluatedItems":false}',
      '{"prefixItems":[{}],"items":{"type":"string"}}',
      'compatible',
      'breaking',
    ],
    [
      '{"$schema":"https://json-schema.org/draft/2019-09/schema","contains":{"type":"string"},"unevaluatedItems":false}',
      '{"$schema":"https://json-schema.org/draft/2019-09/schema","unevaluatedItems":false}',
      'validators-disagree',
      'breaking',
    ],
    [
      '{"oneOf":[{"properties":{"a":{"const":1}},"required":["a"]},{"properties":{"b":{}},"required":["b"]}],"unevaluatedProperties":{"type":"null"}}',
      '{"minProperties":1}',
      'compatible',
      'breaking',
    ],
  ],
  'not understood': [
    ['{"type":"string","nullable":true}', '{"type":"string"}', 'unsupported-keyword', 'unsupported-keyword'],
    [
      '{"type":"strnig"}',
      '{"type":"string"}',
      'malformed-keyword ajv-cannot-compile',
      'malformed-keyword ajv-cannot-compile',
    ],
    [
      '{"pattern":"a)(b"}',
      '{"type":"string"}',
      'ajv-cannot-compile',
      'pattern-not-regular ajv-cannot-compile',
    ],
    [
      '{"$async":true,"type":"string"}',
      '{"type":"null"}',
      'unsupported-keyword ajv-cannot-compile',
      'unsupported-keyword ajv-cannot-compile',
    ],
  ],
};

describe.each(Object.entries(TABLE))('checkContainment: %s', (_, rows) => {
  it.each(rows)('%s <= %s', (a, b, aUnderB, bUnderA) => {
    expect({ aUnderB: outcome(a, b), bUnderA: outcome(b, a) }).toEqual({ aUnderB, bUnderA });
  });
});

describe('a breaking verdict', () => {
  it('carries the whole argument', () => {
    const a = schema(
      '{"$defs":{"job":{"properties":{"status":{"enum":["A","B"]}}}},"type":"array","items":{"$ref":"#/$defs/job"}}',
    );
    const b = schema(
      '{"$defs":{"job":{"properties":{"status":{"enum":["A"]}}}},"type":"array","items":{"$ref":"#/$defs/job"}}',
    );
    expect(checkContainment(a, b)).toEqual({
      kind: 'breaking',
      grade: 'breaking',
      witness: [{ status: 'B' }],
      instancePath: '/0/status',
      keyword: 'enum',
      schemaPathA: '/$defs/job/properties/status',
      schemaPathB: '/$defs/job/properties/status/enum',
      message: 'a document valid under A is rejected by B: "enum" fails at /0/status',
    });
  });

  it.each<[string, Json, string]>([
    [
      'a recursive schema',
      { $defs: { t: { properties: { n: { $ref: '#/$defs/t' }, s: { enum: ['A'] } } } }, $ref: '#/$defs/t' },
      '/$defs/t/properties/s/enum',
    ],
    [
      'the second of two branches',
      {
        properties: { s: { type: 'string' } },
        allOf: [{ properties: { s: { $ref: '#/$defs/e' } } }],
        $defs: { e: { enum: ['A'] } },
      },
      '/$defs/e/enum',
    ],
    [
      'a keyword beside a reference',
      { properties: { s: { $ref: '#/$defs/e', enum: ['A'] } }, $defs: { e: { enum: ['A', 'B'] } } },
      '/properties/s/enum',
    ],
  ])('says where the keyword stands in %s', (_what, b, schemaPathB) => {
    expect(checkContainment({ properties: { s: { enum: ['A', 'B'] } } }, b)).toMatchObject({
      kind: 'breaking',
      instancePath: '/s',
      keyword: 'enum',
      schemaPathB,
    });
  });

  it('tells apart what only undeclared members break', () => {
    const a = schema('{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}');
    const b = schema(
      '{"type":"object","required":["a"],"properties":{"a":{"type":"string"},"x":{"type":"integer"}}}',
    );
    expect(checkContainment(a, b)).toEqual({
      kind: 'breaking',
      grade: 'undeclared-only',
      witness: { a: 'a', x: null },
      instancePath: '/x',
      keyword: 'type',
      schemaPathA: '',
      schemaPathB: '/properties/x/type',
      message:
        'only a document that already carried an undeclared "x" of another type breaks: "type" fails at /x',
    });
  });

  const GRADES: [string, string, string][] = [
    ['{"type":"object"}', '{"additionalProperties":false}', 'breaking'],
    ['{"properties":{"a":{}}}', '{"properties":{"a":{}},"additionalProperties":false}', 'undeclared-only'],
    ['{"additionalProperties":{"type":"string"}}', '{"properties":{"x":{"type":"integer"}}}', 'breaking'],
    ['{"patternProperties":{"^x":{}}}', '{"properties":{"x":{"type":"integer"}}}', 'breaking'],
    [
      '{"anyOf":[{"properties":{"x":{}}},{"required":["y"]}]}',
      '{"properties":{"x":{"type":"integer"}}}',
      'breaking',
    ],
    [
      '{"properties":{"p":{"properties":{"a":{}}}}}',
      '{"properties":{"p":{"properties":{"x":{"type":"integer"}}}}}',
      'undeclared-only',
    ],
    ['{"properties":{"a":{}}}', '{"properties":{"a":{"type":"null"},"x":{"type":"null"}}}', 'breaking'],
  ];
  it.each(GRADES)('%s <= %s: %s', (a, b, grade) => {
    expect(outcome(a, b)).toBe(grade);
  });
});

describe('drafts', () => {
  it.each(['http', 'https'])('2019-09 is known by %s', (scheme) => {
    const $schema = `${scheme}://json-schema.org/draft/2019-09/schema#`;
    const a = { $schema, type: 'array', prefixItems: [{ type: 'string' }] };
    expect(checkContainment(a, { $schema, items: [{ type: 'string' }] })).toMatchObject({
      kind: 'breaking',
      witness: [null],
    });
  });

  it.each(['6', '7', '2019-09', '2020-12'] as const)('"id" says nothing in draft %s', (draft) => {
    const a = { id: 'old', properties: { b: { id: 'http://[bad', type: 'string' } } };
    expect(checkContainment(a, { properties: { b: { type: 'null' } } }, { draft })).toMatchObject({
      kind: 'breaking',
      witness: { b: 'a' },
    });
  });

  it.each(DRAFTS)('draft %s decides and confirms', (draft) => {
    const a = '{"type":"object","properties":{"a":{"type":"integer","minimum":1}}}';
    const b = '{"type":"object","properties":{"a":{"type":"integer","minimum":2}}}';
    expect([outcome(a, b, { draft }), outcome(b, a, { draft })]).toEqual(['breaking', 'compatible']);
  });

  const ROWS: [string, CheckOptions, string, string, string][] = [
    [
      'boolean exclusive bounds of draft 4',
      { draft: '4' },
      '{"minimum":1,"exclusiveMinimum":true}',
      '{"minimum":1}',
      'compatible',
    ],
    [
      'tuples of draft 7',
      { draft: '7' },
      '{"items":[{"type":"null"}],"additionalItems":false}',
      '{"maxItems":1}',
      'compatible',
    ],
    [
      'tuples of draft 2020-12',
      {},
      '{"prefixItems":[{"type":"null"}],"items":false}',
      '{"maxItems":1}',
      'compatible',
    ],
    [
      'prefixItems before 2020-12 says nothing',
      { draft: '7' },
      '{}',
      '{"prefixItems":[false]}',
      'compatible',
    ],
    [
      'dependentRequired before 2019-09 says nothing',
      { draft: '7' },
      '{}',
      '{"dependentRequired":{"a":["b"]}}',
      'compatible',
    ],
    [
      'additionalItems in 2020-12 says nothing',
      {},
      '{}',
      '{"prefixItems":[{}],"additionalItems":false}',
      'compatible',
    ],
    [
      'identifiers of draft 4',
      { draft: '4' },
      '{"$ref":"#x","definitions":{"x":{"id":"#x","type":"null"}}}',
      '{"type":"null"}',
      'compatible',
    ],
    [
      '$schema decides',
      { draft: '2020-12' },
      '{"$schema":"http://json-schema.org/draft-07/schema#","items":[{}],"additionalItems":false}',
      '{"maxItems":1}',
      'compatible',
    ],
    [
      'siblings of $ref in draft 7 are read both ways',
      { draft: '7' },
      '{"$ref":"#/definitions/x","maxLength":1,"definitions":{"x":{"type":"string"}}}',
      '{"type":"string","maxLength":1}',
      'validators-disagree',
    ],
    [
      'and may not matter',
      { draft: '7' },
      '{"$ref":"#/definitions/x","maxLength":1,"definitions":{"x":{"type":"string"}}}',
      '{"type":"string"}',
      'compatible',
    ],
    ['format is an annotation', {}, '{"type":"string"}', '{"type":"string","format":"date"}', 'compatible'],
    [
      'format as assertion',
      { formats: 'assertion' },
      '{"type":"string"}',
      '{"type":"string","format":"date"}',
      'breaking',
    ],
    [
      'formats equal themselves',
      { formats: 'assertion' },
      '{"format":"date"}',
      '{"format":"date","title":"x"}',
      'compatible',
    ],
    [
      'formats of numbers',
      { formats: 'assertion' },
      '{"format":"date"}',
      '{"format":"int32"}',
      'unsupported-keyword',
    ],
  ];
  it.each(ROWS)('%s', (_, options, a, b, expected) => {
    expect(outcome(a, b, options)).toBe(expected);
  });
});

describe('hostile schemas', () => {
  const nested = (levels: number, wrap: (inner: Json) => Json): Json => {
    let inner: Json = { type: 'string' };
    for (let level = 0; level < levels; level += 1) inner = wrap(inner);
    return inner;
  };
  const bomb: Json = { $defs: {}, $ref: '#/$defs/l0' };
  for (let level = 0; level < 25; level += 1) {
    const next = { $ref: level === 24 ? '#/$defs/leaf' : `#/$defs/l${level + 1}` };
    (bomb.$defs as Record<string, Json>)[`l${level}`] = {
      type: 'object',
      required: ['a', 'b'],
      properties: { a: next, b: next },
    };
  }
  (bomb.$defs as Record<string, Json>).leaf = { type: 'integer' };
  const wide = (count: number, make: (index: number) => Json): Json[] =>
    Array.from({ length: count }, (_, index) => make(index));

  const ROWS: [string, Json, Json][] = [
    ['deep nesting', nested(5_000, (inner) => ({ not: inner })), true],
    [
      'nesting at the limit',
      nested(120, (inner) => ({ properties: { a: inner } })),
      nested(120, (inner) => ({ items: inner })),
    ],
    ['a reference bomb', bomb, { type: 'string' }],
    ['two reference bombs', bomb, { ...bomb, title: 'x' }],
    ['a huge enum', { enum: wide(20_000, (index) => `value ${index}`) }, { type: 'string', maxLength: 8 }],
    [
      'a wide oneOf',
      { oneOf: wide(60, (index) => ({ multipleOf: index + 2 })) },
      { oneOf: wide(60, (index) => ({ multipleOf: index + 3 })) },
    ],
    ['a catastrophic pattern', { pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' }, { pattern: '^(a|a|aa)*b$' }],
    [
      'a catastrophic pattern against a long value',
      { const: 'a'.repeat(5_000) },
      { pattern: '^(?=a)(a|a|aa)*$' },
    ],
    [
      'a pattern that explodes as an automaton',
      { pattern: '(a|b)*a(a|b){200}$' },
      { pattern: '(a|b)*b(a|b){200}$' },
    ],
    [
      'overlapping member patterns',
      { patternProperties: Object.fromEntries(wide(12, (index) => [`[${index}]`, {}]) as never) },
      { patternProperties: { x: false } },
    ],
    [
      'own __proto__',
      schema('{"__proto__":{"type":"x"},"properties":{"__proto__":{"const":1}}}'),
      schema('{"required":["__proto__"]}'),
    ],
    ['limits beyond all bounds', { minItems: 1e300, minLength: 1e308 }, { maxItems: 1 }],
    [
      'nonsense values',
      schema('{"properties":[],"required":{},"items":3,"allOf":{},"enum":1,"$ref":4}'),
      schema('{"type":[]}'),
    ],
    ['nonsense schemas', null, 'x'],
    ['numbers beyond all doubles', schema('{"multipleOf":1e400}'), schema('{"enum":[1e400],"multipleOf":2}')],
    ['a pattern of a later ECMAScript', { pattern: '(?i:a)' }, { pattern: '(?-i:[aA])' }],
  ];
  it.each(ROWS)('%s: an answer in time', (_, a, b) => {
    const verdicts = [
      checkContainment(a, b, { maxSteps: 20_000, timeLimitMs: 2_000 }),
      checkContainment(b, a, { maxSteps: 20_000, timeLimitMs: 2_000 }),
    ];
    for (const verdict of verdicts) expect(['compatible', 'breaking', 'undecided']).toContain(verdict.kind);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it.each<[string, string, string, string]>([
    ['read alike', '{"maximum": 9007199254740993}', '{"maximum": 9007199254740992}', 'undecided'],
    ['read apart', '{"maximum": 9007199254740993}', '{"maximum": 9223372036854775807}', 'compatible'],
    [
      'which have another integer below them',
      '{"type": "integer", "minimum": 9007199254740991, "exclusiveMaximum": 9007199254740993}',
      '{"const": 9007199254740991}',
      'undecided',
    ],
    [
      'the same',
      '{"maximum": 9007199254740993, "multipleOf": 2}',
      '{"maximum": 9007199254740993, "multipleOf": 2}',
      'compatible',
    ],
  ])('numbers that no double has, %s', (_, a, b, expected) => {
    const contexts = { a: { texts: [a] }, b: { texts: [b] } };
    expect(checkContainment(schema(a), schema(b), { contexts }).kind).toBe(expected);
  });

  it('says that the budget is used up', () => {
    const a = schema(
      '{"allOf":[{"anyOf":[{"minimum":1},{"minLength":1}]},{"properties":{"a":{"type":"string"}}}]}',
    );
    expect(checkContainment(a, schema('{"maximum":3}'), { maxSteps: 2 })).toEqual({
      kind: 'undecided',
      reasons: [{ code: 'budget', message: 'the budget of this question is used up' }],
    });
  });
});
