import { describe, expect, it } from 'vitest';
import { sourceLinks, uriPath } from './source-links';

const github = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'owner/some.repo',
  GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
};
const blob = 'https://github.com/owner/some.repo/blob/0123456789abcdef0123456789abcdef01234567';

describe('sourceLinks', () => {
  it.each<[string, string, number | undefined, string]>([
    ['', 'a/b.ts', undefined, `${blob}/a/b.ts`],
    ['', 'a/b c#d.ts', 3, `${blob}/a/b%20c%23d.ts#L3`],
    ['sub/folder/', 'a.ts', 1, `${blob}/sub/folder/a.ts#L1`],
  ])('from "%s" to %s:%s', (prefix, file, line, expected) => {
    expect(sourceLinks(prefix, github).addressOf(file, line)).toBe(expected);
  });

  it.each([
    {},
    { ...github, GITHUB_SHA: 'main' },
    { ...github, GITHUB_REPOSITORY: 'owner/repo/../../x' },
    { ...github, GITHUB_SERVER_URL: 'javascript:alert(1)//' },
    { ...github, GITHUB_SERVER_URL: 'https://github.com/>' },
  ])('knows no address by %j', (env) => {
    expect(sourceLinks('', env).addressOf('a.ts')).toBeUndefined();
  });
});

it.each([
  ['a/./b/../c', 'a/b/c'],
  ['/etc/passwd', 'etc/passwd'],
  ['C:\\x', 'C%3A%5Cx'],
  ['ü/\ud800', '%C3%BC/%EF%BF%BD'],
  ['..', ''],
])('uriPath(%j) leads nowhere but down', (path, expected) => {
  expect(uriPath(path)).toBe(expected);
});
