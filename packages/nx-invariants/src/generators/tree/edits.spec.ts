import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { describe, expect, it } from 'vitest';
import { insertInJson, setInJson } from './json-edits';
import { editYaml } from './yaml-edits';

describe('editYaml', () => {
  const edited = (text: string) => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('a.yml', text);
    editYaml(tree, 'a.yml', (document) =>
      document.setIn(['services', 'b'], { image: 'b:1', ports: ['80:80'] }),
    );
    return tree.read('a.yml', 'utf-8');
  };
  const two = '  b:\n    image: b:1\n    ports:\n      - 80:80\n';

  it.each([
    [
      'comments and anchors',
      '# top\nx-a: &a { k: v } # here\nservices:\n  # its\n  a:\n    <<: *a # too\n',
      two,
    ],
    ['mixed padding', 'services:\n  a: { test: ["CMD", "x"] }\n', two],
    ['long lines', `services:\n  a:\n    command: ${'word '.repeat(40)}end\n`, two],
    ['quotes', `services:\n  a:\n    image: 'a:1'\n    x: "y"\n`, two],
    [
      'four blanks',
      'services:\n    a:\n        image: a:1\n',
      '    b:\n        image: b:1\n        ports:\n            - 80:80\n',
    ],
    [
      'lists at the margin',
      'services:\n  a:\n    ports:\n    - 1:1\n',
      '  b:\n    image: b:1\n    ports:\n    - 80:80\n',
    ],
  ])('adds lines and keeps %s', (_, text, added) => expect(edited(text)).toBe(text + added));

  it('adds in the middle of a file', () => {
    expect(edited('services:\n  a: { test: ["x"] }\n\nvolumes: { v: {} }\n')).toBe(
      `services:\n  a: { test: ["x"] }\n${two}\nvolumes: { v: {} }\n`,
    );
  });

  it('writes anew what cannot be kept, with its comments', () => {
    expect(edited('services:\n  a: # its\n    image: a\n')).toBe(
      `services:\n  a:\n    # its\n    image: a\n${two}`,
    );
    expect(edited('services: {a: {image: a}}\n')).toBe(
      'services: {a: {image: a}, b: {image: b:1, ports: [80:80]}}\n',
    );
  });
});

describe('JSON edits', () => {
  const after = (text: string, edit: (tree: ReturnType<typeof createTreeWithEmptyWorkspace>) => void) => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('a.json', text);
    edit(tree);
    return tree.read('a.json', 'utf-8');
  };

  it.each([
    ['{\n  // why\n  "a": [1]\n}\n', '{\n  // why\n  "a": [1, 2]\n}\n'],
    ['{\n\t"a": [\n\t\t1\n\t]\n}\n', '{\n\t"a": [\n\t\t1,\n\t\t2\n\t]\n}\n'],
    ['{}\n', '{\n  "a": [\n    2\n  ]\n}\n'],
  ])('appends to %j', (text, expected) => {
    const appended = after(text, (tree) => insertInJson(tree, 'a.json', ['a', -1], 2));
    expect(JSON.parse((appended ?? '').replace('// why', ''))).toEqual(
      JSON.parse(expected.replace('// why', '')),
    );
    expect(appended?.includes('// why')).toBe(text.includes('// why'));
  });

  it('replaces an element, and makes what stands around a value', () => {
    expect(
      JSON.parse(after('{"a":["x"]}', (tree) => setInJson(tree, 'a.json', ['a', 0], { b: 1 })) ?? ''),
    ).toEqual({
      a: [{ b: 1 }],
    });
    expect(JSON.parse(after('{}', (tree) => setInJson(tree, 'a.json', ['a', 'b'], 1)) ?? '')).toEqual({
      a: { b: 1 },
    });
  });

  it('refuses what is not JSON with its place', () => {
    expect(() => after('{\n  "a": ,\n}', (tree) => setInJson(tree, 'a.json', ['b'], 1))).toThrow(
      /^a\.json:2:\d+ is not JSON/,
    );
  });
});
