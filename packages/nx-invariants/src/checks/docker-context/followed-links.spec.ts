import { describe, expect, it } from 'vitest';
import { link, temporaryWorkspace } from '../../../testing/temporary-workspace';
import { SourceTree } from '../../workspace/source-tree';
import { followLinks } from './followed-links';

describe('followLinks', () => {
  it.each<[string, links: Record<string, string>, path: string, followed: string[]]>([
    ['none', {}, 'a/x', ['a/x']],
    ['on the way', { 'a/b': '../c' }, 'a/b/x', ['a/b/x', 'c/x']],
    ['in a folder', { 'a/b': '../c' }, 'a', ['a', 'c']],
    ['a round of them', { a: 'b', b: 'a' }, 'a', ['a', 'b']],
    ['one that lies in what it leads to, without end', { a: 'a/b' }, 'a/x', ['.']],
  ])('%s', (_, links, path, followed) => {
    const root = temporaryWorkspace({ VERSION: '1' });
    for (const [place, target] of Object.entries(links)) link(root, place, target);
    expect(followLinks([path], new SourceTree(root))).toEqual(followed);
  });

  it('takes the whole workspace where there are too many', () => {
    const paths = Array.from({ length: 4_097 }, (_, index) => `a/${index}`);
    const sources = new SourceTree(temporaryWorkspace({ VERSION: '1' }));
    expect(followLinks(paths.slice(1), sources)).toHaveLength(4_096);
    expect(followLinks(paths, sources)).toEqual(['.']);
  });
});
