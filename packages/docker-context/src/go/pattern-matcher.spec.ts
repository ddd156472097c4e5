import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePatterns, matchesAllBelow, matchPathFromRoot, namesTowardsMatches } from './pattern-matcher';

function verdict(patterns: readonly string[], path: string): boolean | string {
  const compiled = compilePatterns(patterns);
  if (compiled.kind === 'invalid') return compiled.reason;
  const match = matchPathFromRoot(compiled.matcher, path);
  return match.kind === 'judged' ? match.matched : match.kind;
}

describe('one pattern', () => {
  it.each([
    // depth
    ['**', 'file', true],
    ['**', 'dir/file', true],
    ['**/', 'file', true],
    ['dir/**', 'dir', false],
    ['dir/**', 'dir/file', true],
    ['**/dir2/*', 'dir/dir2/file', true],
    ['**/dir2/**', 'dir/dir2/dir2/file', true],
    ['**file', 'dir/file', true],
    ['**lib', 'src/mylib', true],
    ['**/lib', 'src/mylib', false],
    ['**/lib', 'lib', true],
    ['**/*.ts', 'a.ts', true],
    ['**/*.ts', 'a/b/c.ts', true],
    ['a**t', 'axxt', false],
    ['a**t', 'at', true],
    ['a**t', 'a/b/t', true],
    ['src**', 'src/x', true],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    // one component
    ['*', 'a', true],
    ['*/*', 'a', false],
    ['*/*', 'a/b', true],
    ['?.txt', 'a.txt', true],
    ['*.md', 'docs/a.md', false],
    // everything below a match
    ['a', 'a/b/c', true],
    ['a*', 'abc/d', true],
    // regular expression specials are literal
    ['a.c', 'abc', false],
    ['a+b', 'aab', false],
    ['a+b*', 'a+bc', true],
    ['(a)*', '(a)b', true],
    ['a|b*', 'a|bc', true],
    ['{a,b}*', '{a,b}c', true],
    ['$*', '$a', true],
    // except the anchor in a pattern that is a regular expression
    ['a^b', 'a^b', true],
    ['a^b*', 'a^bc', false],
    ['^a*', 'ab', true],
    // classes are Go regular expression classes
    ['[a-c]', 'b', true],
    ['[^a-c]', 'b', false],
    ['[!a]', '!', true],
    ['[[:digit:]]', '7', true],
    ['[[:^digit:]]', '7', false],
    ['[[:nope:]]', 'a', 'invalid'],
    ['[b-a].txt', 'a.txt', 'invalid'],
    ['[\\d]', '7', true],
    ['[\\w-z]', '-', true],
    ['[a\\]]', ']', true],
    ['[\\t]x', '\tx', true],
    ['[a\\d-z]', 'q', false],
    ['[a-\\d]', 'b', 'invalid'],
    ['[*]', '*', 'undecidable'],
    ['[\\pL]', 'a', 'undecidable'],
    ['a]*', 'a]b', true],
    // escapes
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['\\d', '7', true],
    ['\\D', '7', false],
    ['\\s', ' ', true],
    ['\\S', 'x', true],
    ['\\W', '-', true],
    ['\\t', '\t', true],
    ['\\_', '_', true],
    ['\\y', 'y', 'invalid'],
    ['\\b', 'b', 'undecidable'],
    ['\\x41.txt', 'A.txt', true],
    ['\\x{41}', 'A', true],
    ['\\x{110000}', 'A', 'invalid'],
    ['\\xt', 'xt', 'invalid'],
    ['\\101', 'A', true],
    ['\\1', '1', 'invalid'],
    ['\\Aa', 'a', true],
    ['\\C', 'a', 'invalid'],
    ['\\E', 'E', 'invalid'],
    ['src\\a', 'srca', false],
  ])('%j on %j is %j', (pattern, path, expected) => {
    expect(verdict([pattern], path)).toBe(expected);
  });

  it.each([
    ['!', 'illegal exclusion pattern: "!"'],
    ['[', 'syntax error in pattern'],
    ['!a[', 'syntax error in pattern'],
    ['a\\', 'syntax error in pattern'],
  ])('%j fails: %s', (pattern, reason) => {
    expect(verdict(['fine', pattern], 'a')).toBe(reason);
  });
});

describe('several patterns', () => {
  it.each([
    [['src', '!src/index.ts'], 'src/index.ts', false],
    [['*', '!src/lib/util.ts'], 'src/lib/util.ts', false],
    [['*', '!src/lib/util.ts'], 'src/lib', true],
    // the exception is not tried at the parent, so it is not inherited: other matchers get this wrong
    [['src/index.ts', '!src'], 'src/index.ts', true],
    [['src/*.ts', '!src'], 'src/lib/util.ts', false],
    [['*', '!src', 'src/lib'], 'src/lib/x.ts', true],
    [['a', '!a', 'a'], 'a/b', true],
    [['', '  ', ' a '], 'a', true],
  ])('%j on %j: %j', (patterns, path, expected) => {
    expect(verdict(patterns, path)).toBe(expected);
  });

  it('agrees with a naive model: the last pattern that was tried and matches decides', () => {
    const component = fc.constantFrom('a', 'b', 'ab', 'c.d');
    const path = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const piece = fc.constantFrom('a', 'b', 'c.d', '*', '?', '**', 'a*', '*b', '[ab]');
    const pattern = fc
      .tuple(fc.boolean(), fc.array(piece, { minLength: 1, maxLength: 3 }))
      .map(([exception, parts]) => `${exception ? '!' : ''}${parts.join('/')}`);
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 5 }), path, (patterns, name) => {
        expect(verdict(patterns, name)).toBe(naive(patterns, name));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('namesTowardsMatches', () => {
  const towards = (patterns: readonly string[], directory: string) => {
    const compiled = compilePatterns(patterns);
    const names = compiled.kind === 'matcher' ? namesTowardsMatches(compiled.matcher, directory) : undefined;
    return names && [...names].sort();
  };

  it.each([
    [['apps/api/src', 'VERSION'], '', ['VERSION', 'apps']],
    [['apps/api/src', 'apps/web', 'VERSION'], 'apps', ['api', 'web']],
    [['apps/api/*.json'], '', ['apps']],
    [['apps/api/*.json'], 'apps/api', undefined],
    [['apps/**/a.ts', 'apps/api'], 'apps/web', undefined],
    [['*'], '', undefined],
    [['*'], 'apps', []],
    [['apps', '!apps/api'], '', undefined],
    [['[b-a]', 'apps'], '', undefined],
  ])('of %j in "%s" are %j', (patterns, directory, expected) => {
    expect(towards(patterns, directory)).toEqual(expected);
  });

  it('leave out nothing that is matched, nor anything below it', () => {
    const component = fc.constantFrom('a', 'b', 'ab');
    const path = fc.array(component, { minLength: 1, maxLength: 4 });
    const piece = fc.constantFrom('a', 'b', '*', '**', 'a*', '[ab]');
    const pattern = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 4 }), path, (patterns, parts) => {
        const compiled = compilePatterns(patterns);
        if (compiled.kind === 'invalid') return;
        const { matcher } = compiled;
        const isMatched = (depth: number) => {
          const match = matchPathFromRoot(matcher, parts.slice(0, depth).join('/'));
          return match.kind === 'judged' && match.matched;
        };
        const depths = parts.map((_, index) => index + 1);
        const first = depths.find(isMatched);
        if (first === undefined) return;
        for (const depth of depths.slice(0, first)) {
          const names = namesTowardsMatches(matcher, parts.slice(0, depth - 1).join('/'));
          expect(names === undefined || names.has(parts[depth - 1] ?? '')).toBe(true);
        }
        expect(matchesAllBelow(matcher)).toBe(true);
        expect(depths.slice(first - 1).every(isMatched)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

/** Walks down to the path; a pattern is a regular expression built the plain way. */
function naive(patterns: readonly string[], path: string): boolean {
  let inherited = patterns.map(() => false);
  let matched = false;
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const current = parts.slice(0, depth).join('/');
    matched = false;
    inherited = patterns.map((pattern, index) => {
      const exception = pattern.startsWith('!');
      const hit =
        inherited[index] === true ||
        (exception === matched && expression(pattern.replace('!', '')).test(current));
      if (hit) matched = !exception;
      return hit;
    });
  }
  return matched;
}

function expression(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+()|{}$^]/g, '\\$&')
    .replace(/\*\*\/?$/, '\ue001')
    .replace(/\*\*\/?/g, '\ue002')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]')
    .replace(/\ue001/g, '.*')
    .replace(/\ue002/g, '(.*/)?');
  return new RegExp(`^${source}$`);
}
