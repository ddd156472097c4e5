import { describe, expect, it } from 'vitest';
import { draftLines, readerOf, type Texts } from '../../../testing/lock-texts';
import { pythonFilesAmong } from '../../python/python-files';
import { pythonLockFindings } from './python-locks';

describe('Python', () => {
  const judge = (texts: Texts, root = '.') =>
    draftLines(pythonLockFindings(pythonFilesAmong(root, Object.keys(texts)), readerOf(texts)));
  const hash = '--hash=sha256:00';

  it.each<[string, Texts, string[]]>([
    [
      'requirements with hashes',
      {
        'pyproject.toml': '[project]\nname = "a"\ndependencies = ["Flask[async]>=3", "six==1.16.0"]\n',
        'requirements.in': '# ours\nflask[async]\n-r other.in\n',
        'requirements.txt': `-i index\nflask[async]==3.0.0 ; python_version > "3" \\\n    ${hash} \\\n    ${hash}\n    # via x\nsix==1.16.0 \\\n    # a comment\n    ${hash}\n`,
      },
      [],
    ],
    [
      'no hash, no version, a folder',
      { 'requirements.txt': `flask>=3\nsix==1.16.0\n-e .\nidna==3.* ${hash}\n` },
      ['error requirements.txt:1 flask is not locked: it has no exact version, and so are 3 others'],
    ],
    [
      'no hash',
      { 'requirements/dev.txt': 'six==1.16.0\n' },
      ['error requirements/dev.txt:1 six is not locked: it has no hash'],
    ],
    [
      'what is asked for and not locked',
      {
        'pyproject.toml': '[project]\nname = "a"\ndependencies = [\n  "flask",\n  "six==1.17.0",\n]\n',
        'requirements-dev.in': 'pytest\n',
        'requirements-dev.txt': `six==1.16.0 ${hash}\n`,
      },
      [
        'error pyproject.toml:4 flask is asked for, and requirements-dev.txt does not know it',
        'error pyproject.toml:5 six 1.17.0 is asked for, and requirements-dev.txt locks 1.16.0',
        'error requirements-dev.in:1 pytest is asked for, and requirements-dev.txt does not know it',
      ],
    ],
    [
      'versions that are the same, written otherwise',
      {
        'requirements.in': 'six==1.16\ntorch==2.1.0\nidna==3.0.post1\nrich==V13.0.0\n',
        'requirements.txt': `six==1.16.0 ${hash}\ntorch==2.1.0+cpu ${hash}\nidna==3.0.0.POST1 ${hash}\nrich==13 ${hash}\n`,
      },
      [],
    ],
    [
      'versions that are others, written alike',
      {
        'requirements.in': 'six==1.16\ntorch==2.1.0+cu121\nidna==3.0\nrich==10\n',
        'requirements.txt': `six==1.16.0.1 ${hash}\ntorch==2.1.0+cpu ${hash}\nidna==3.0.0rc1 ${hash}\nrich==1 ${hash}\n`,
      },
      [
        'error requirements.in:1 six 1.16 is asked for, and requirements.txt locks 1.16.0.1',
        'error requirements.in:2 torch 2.1.0+cu121 is asked for, and requirements.txt locks 2.1.0+cpu',
        'error requirements.in:3 idna 3.0 is asked for, and requirements.txt locks 3.0.0rc1',
        'error requirements.in:4 rich 10 is asked for, and requirements.txt locks 1',
      ],
    ],
    [
      'a source that is not compiled',
      { 'requirements.in': 'six\n', 'requirements-dev.txt': `six==1 ${hash}` },
      ['error requirements.in its dependencies have no lock: each install takes what is newest on the day'],
    ],
    [
      'no lock',
      { 'pyproject.toml': '[project]\nname = "a"\ndependencies = ["six"]\n' },
      ['error pyproject.toml its dependencies have no lock: each install takes what is newest on the day'],
    ],
    [
      'no lock of Poetry',
      { 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.11"\nsix = "*"\n' },
      ['error pyproject.toml its dependencies have no lock: each install takes what is newest on the day'],
    ],
    [
      'what Poetry is asked for, and no file locks',
      {
        'pyproject.toml':
          '[tool.poetry.dependencies]\npython = "^3.11"\nPy_Six = "*"\nidna = "*"\ntoml = { version = "*", optional = true }\n',
        'requirements.txt': `idna==3.7 ${hash}\n`,
      },
      ['error pyproject.toml:3 py-six is asked for, and requirements.txt does not know it'],
    ],
    [
      'files that a lock installs',
      {
        'requirements.txt': '-r requirements/base.txt\n--requirement=../x.txt\n-rrequirements.in\n',
        'requirements/base.txt': `-r more.txt\nsix==1.16.0 ${hash}\n`,
        'requirements/more.txt': 'idna\n',
      },
      [
        'error requirements.txt:2 whether ../x.txt is locked cannot be told: it is none of the requirements files of the project',
        'error requirements.txt:3 whether requirements.in is locked cannot be told: it is none of the requirements files of the project',
        'error requirements/more.txt:1 idna is not locked: it has no exact version',
      ],
    ],
    ['nothing to lock', { 'pyproject.toml': '[project]\nname = "a"\n' }, []],
    [
      'no TOML',
      { 'pyproject.toml': '=' },
      [expect.stringMatching(/^error pyproject.toml:1 it cannot be read: Invalid TOML document/) as string],
    ],
    [
      'a lock of another kind',
      { 'pyproject.toml': '', 'pdm.lock': '[metadata]\n' },
      ['warning pdm.lock whether it fits its manifest was not judged: locks of this kind are not read'],
    ],
    [
      'an empty lock of another kind',
      { 'pyproject.toml': '', 'pdm.lock': '\n' },
      ['error pdm.lock it cannot be read: it is empty'],
    ],
  ])('%s', (_what, texts, expected) => {
    expect(judge(texts)).toEqual(expected);
  });

  // Hashes as Poetry 2.5.1 computes them of these files (`Locker._get_content_hash`).
  const old =
    '[tool.poetry]\nname = "a"\ndescription = "Grüße"\n[tool.poetry.dependencies]\npython = "^3.11"\nsix = { version = "^1.16", optional = true }\n[tool.poetry.extras]\nall = ["six"]\n[tool.poetry.group.dev.dependencies]\ntoml = "0.10.2"\n';
  const newer =
    '[project]\nname = "b"\nrequires-python = ">=3.11,<4"\ndependencies = ["six (>=1.16,<2)"]\n[dependency-groups]\ndev = ["toml==0.10.2"]\n[tool.poetry]\npackage-mode = false\n[tool.poetry.group.docs.dependencies]\nidna = "*"\n';
  const groups =
    '[tool.poetry]\nname = "c"\n[tool.poetry.dependencies]\npython = "^3.11"\n[dependency-groups]\ndev = ["toml"]\n';
  const poetry = (hashed: string, version = '2.5.1') =>
    `# @generated by Poetry ${version}\n[metadata]\ncontent-hash = "${hashed}"\n`;
  const stale = ['error pyproject.toml poetry.lock was written for another pyproject.toml'];
  const ofNewer = '13f3ad2dfbdd12d17ca2f50a9512eb1a29cc68e43ff4fe31d46fae6381e3ce0e';
  const withoutGroups = '293eca7ab90da59908ba8abf30b464d9078b53568a6f38b39f31b8b94074e6fd';

  it.each<[string, string, string, string[]]>([
    ['[tool.poetry]', old, poetry('d808dd467de17b255bf94f34dafdfdbea54b07306949d17566e12b9367929a8f'), []],
    ['[project]', newer, poetry(ofNewer), []],
    ['[project] before 2.3', newer, poetry(withoutGroups, '2.2.1'), []],
    ['[project] with a hash of before 2.3', newer, poetry(withoutGroups), stale],
    ['groups alone', groups, poetry('e2c6be9c28e9f1a0cdfcc4a9903a41ca42ebe32b3236087738f48e634311ffdd'), []],
    ['an edit', newer.replace('1.16', '1.17'), poetry(ofNewer), stale],
    ['no hash', newer, '[metadata]\n', ['error poetry.lock it cannot be read: it has no content-hash']],
    ['nothing', newer, '', ['error poetry.lock it cannot be read: it has no content-hash']],
    ['no TOML', newer, '=', [expect.stringMatching(/^error poetry.lock:1 it cannot be read: /) as string]],
  ])('poetry.lock of %s', (_what, project, lock, expected) => {
    expect(judge({ 'pyproject.toml': project, 'poetry.lock': lock })).toEqual(expected);
  });

  // What uv 0.9 wrote of this project, without the packages of others.
  const shop =
    '[project]\nname = "shop-api"\nrequires-python = ">=3.11"\ndependencies = ["six<2, >=1.16", "Idna", "lib"]\n[project.optional-dependencies]\nfast = ["attrs>=23"]\n[dependency-groups]\ndev = ["toml==0.10.2", { include-group = "x" }]\nx = []\n';
  const uv =
    'version = 1\nrequires-python = ">=3.11"\n[[package]]\nname = "lib"\nsource = { editable = "lib" }\n[package.metadata]\nrequires-dist = [{ name = "toml", specifier = ">=0.10" }]\n[[package]]\nname = "shop-api"\nsource = { virtual = "." }\n[package.metadata]\nrequires-dist = [\n{ name = "attrs", marker = "extra == \'fast\'", specifier = ">=23" },\n{ name = "idna" },\n{ name = "lib", editable = "lib" },\n{ name = "six", specifier = ">=1.16,<2" },\n]\n[package.metadata.requires-dev]\ndev = [{ name = "toml", specifier = "==0.10.2" }]\n';

  it.each<[string, Texts, string[]]>([
    ['in sync', { 'pyproject.toml': shop, 'uv.lock': uv }, []],
    [
      'edits',
      {
        'pyproject.toml': shop
          .replace('>=1.16', '>=1.17')
          .replace('"Idna"', '"rich"')
          .replace('0.10.2', '0.10.3')
          .replace('>=3.11', '>=3.12'),
        'uv.lock': uv,
      },
      [
        'error pyproject.toml requires-python is >=3.12, and uv.lock was written for >=3.11',
        'error pyproject.toml six <2,>=1.17 is asked for, and uv.lock was written for <2,>=1.16',
        'error pyproject.toml rich is asked for, and uv.lock does not know it',
        'error pyproject.toml dev: toml ==0.10.3 is asked for, and uv.lock was written for ==0.10.2',
        'error pyproject.toml uv.lock knows idna, which is not asked for',
      ],
    ],
    [
      'no TOML',
      { 'pyproject.toml': shop, 'uv.lock': '=' },
      [expect.stringMatching(/^error uv.lock:1 it cannot be read: /) as string],
    ],
  ])('uv.lock: %s', (_what, texts, expected) => {
    expect(judge(texts)).toEqual(expected);
  });

  it('finds the lock of uv above a member of its workspace', () => {
    const member = (version: string) => ({
      'lib/pyproject.toml': `[project]\nname = "lib"\nrequires-python = ">=3.12"\ndependencies = ["toml>=${version}"]\n`,
      'uv.lock': uv,
    });
    expect(judge(member('0.10'), 'lib')).toEqual([]);
    expect(judge(member('0.11'), 'lib')).toEqual([
      'error lib/pyproject.toml toml >=0.11 is asked for, and uv.lock was written for >=0.10',
    ]);
  });
});
