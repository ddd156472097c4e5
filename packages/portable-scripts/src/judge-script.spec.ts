// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the scripts' own placeholders
import { describe, expect, it } from 'vitest';
import { type Interpreter, judgeScript, positionsOf } from '.';

const bash: Interpreter = { kind: 'bash' };
const dash: Interpreter = { kind: 'sh', shell: 'dash' };
const busybox: Interpreter = { kind: 'sh', shell: 'busybox' };
const anyShell: Interpreter = { kind: 'system-shell', onWindows: 'cmd.exe' };
const step: Interpreter = { kind: 'system-shell', onWindows: 'PowerShell' };
const powershell: Interpreter = { kind: 'powershell', edition: 'unknown' };
const python: Interpreter = { kind: 'python' };
const javascript: Interpreter = { kind: 'javascript' };

/** `line:column rule what`, where `what` is the message up to where it says why. */
async function judged(interpreter: Interpreter, text: string, isForWindows = false): Promise<string[]> {
  const { findings } = await judgeScript({ text, interpreter, isForWindows });
  const place = positionsOf(text);
  return findings.map(({ rule, start, message }) => {
    const { line, column } = place(start);
    return `${line}:${column} ${rule} ${message.replace(/ (?:is not in|is for sh|is a path|joins its|needs).*/, '')}`;
  });
}

describe('shell that sh runs', () => {
  it.each([
    ['[[ -f a ]] && b', '1:1 bash-only [[ … ]]'],
    ['[ "$a" == b ]', '1:8 bash-only == in [ … ]'],
    ['[ a =~ b ]', '1:5 bash-only =~'],
    ['a=(1 2)', '1:3 bash-only an array'],
    ['echo "${a[0]}"', '1:9 bash-only an array element'],
    ['diff <(a) b', '1:6 bash-only <(…)'],
    ['cat <<< text', '1:5 bash-only <<<'],
    ['a &> log', '1:3 bash-only &>'],
    ['a >& log', '1:3 bash-only >& with a file'],
    ['a |& b', '1:3 bash-only |&'],
    ['for ((i = 0; i < 3; i++)); do a; done', '1:5 bash-only for ((…))'],
    ['select x in a b; do c; done', '1:1 bash-only select'],
    ['function f { a; }', '1:1 bash-only the word "function"'],
    ['echo {1..3}', '1:6 bash-only {1..3}'],
    ['cp a.{b,c} d', '1:4 bash-only {b,c}'],
    ["printf $'a\\n'", "1:8 bash-only $'…'"],
    ['echo "${a/b/c}"', '1:7 bash-only "${a/b/c}"'],
    ['echo "${a:0:2}"', '1:7 bash-only "${a:0:2}"'],
    ['echo "${a^^}"', '1:7 bash-only "${a^^}"'],
    ['echo "${!a}"', '1:7 bash-only "${!a}"'],
    ['echo $RANDOM', '1:6 bash-only $RANDOM'],
    ['a+=b', '1:2 bash-only +='],
    ['case a in a) b ;;& c) d ;; esac', '1:16 bash-only ;;&'],
    ['echo $((i++))', '1:6 bash-only ++ in arithmetic'],
    ['echo $((2 ** 3))', '1:6 bash-only ** in arithmetic'],
    ['echo $[1 + 2]', '1:6 bash-only $[…]'],
    ['((a > 1)) && b', '1:1 bash-only ((…))'],
    ['declare -i a', '1:1 bash-only "declare"'],
    ['export -f a', '1:1 bash-only "export -f"'],
    ['source ./a', '1:1 bash-only "source"'],
    ['shopt -s nullglob', '1:1 bash-only "shopt"'],
    ['echo -e a', '1:6 bash-only echo -e'],
    ['set -euo pipefail', '1:10 bash-only "pipefail"'],
    ["trap 'a' ERR", '1:1 bash-only trap on ERR or DEBUG'],
    ['read -a words', '1:6 bash-only read -a'],
    ['printf -v a %s b', '1:8 bash-only printf -v'],
  ])('%s', async (text, expected) => {
    expect(await judged(dash, `${text}\n`)).toEqual([expected]);
    expect(await judged(bash, `${text}\n`)).toEqual([]);
  });

  it.each([
    'f() { local a; a=$1; }',
    '[ "$a" = b ] && [ -n "$c" ]',
    'echo "${a:-b}" "${a#*/}" "${a%.*}" "${#a}" "${a:+x}"',
    'a 2>&1 >/dev/null & b >&2',
    'cat <<EOF\n[[ a ]] $RANDOMLY {1..3}\nEOF',
    "echo '[[ a ]]' # [[ b ]]",
    'for f in *.txt; do a "$f"; done',
    'i=$((i + 1)); . ./a; set -eu',
    'printf "%s\\n" {} | xargs -I{} a {}',
    'read -r a; echo -n b; export A=b',
    'if [ -n "${BASH_VERSION:-}" ]; then [[ a ]]; fi',
    'awk "{print}" a',
  ])('takes %j', async (text) => {
    expect(await judged(dash, `${text}\n`)).toEqual([]);
  });

  it.each([
    ['[[ -f a ]] && source b && echo -e c && echo "${d/e/f}" $RANDOM', []],
    ['a=(1)', ['1:3 bash-only an array']],
    ['read -s a', []],
    ['cat <<< a', ['1:5 bash-only <<<']],
  ])('lets busybox have what it knows: %s', async (text, expected) => {
    expect(await judged(busybox, text)).toEqual(expected);
  });
});

describe('a command line that cmd.exe may run', () => {
  it.each([
    ['NODE_ENV=test vitest', '1:1 posix-only the assignment "NODE_ENV=test"'],
    ['export A=b && c', '1:1 posix-only "export"'],
    ['echo $(git rev-parse HEAD)', '1:6 posix-only the command substitution "$(git rev-parse HEAD)"'],
    ['echo `pwd`', '1:6 posix-only the command substitution "`pwd`"'],
    ['rm -rf dist && tsc', '1:1 posix-only "rm -rf"'],
    ['mkdir -p dist', '1:1 posix-only "mkdir -p"'],
    ['cp -r a b', '1:1 posix-only "cp -r"'],
    ['a; b', '1:2 posix-only ";" between commands'],
    ['a & b', '1:3 posix-only "&" (in the background)'],
    ["eslint 'src/**/*.ts'", `1:8 posix-only the single-quoted "'src/**/*.ts'"`],
    ['a > /dev/null', '1:3 posix-only /dev/null'],
    ['node a.js $npm_package_version', '1:11 posix-only the expansion "$npm_package_version"'],
    ['node a <<EOF\nb\nEOF', '1:8 posix-only a here-document'],
    ['diff <(a) b', '1:6 posix-only the process substitution "<(a)"'],
    ['[ -f a ] || b', '1:1 posix-only "[ …"'],
    ['if a; then b; fi', '1:1 posix-only a shell if'],
    ['for f in a b; do c $f; done', '1:1 posix-only a shell for'],
    ['unset A', '1:1 posix-only "unset"'],
    ['true', '1:1 posix-only "true"'],
    ['node tools\\build.js', '1:6 backslash "tools\\build.js"'],
    ['node C:\\tools\\build.js', '1:6 windows-path "C:\\tools\\build.js"'],
  ])('%s', async (text, expected) => {
    expect(await judged(anyShell, text)).toEqual([expected]);
  });

  it.each([
    'tsc -b && node tools/finish.mjs "a b" 2>&1 > log.txt || exit 1',
    'cross-env NODE_ENV=test vitest run --reporter=json',
    'rimraf dist && shx cp -r a b',
    'nx run-many -t build,test --parallel=2 | tee-log',
    'node -e "console.log(1)"',
    'tsc && (cd a && b)',
    '',
  ])('takes %j', async (text) => {
    expect(await judged(anyShell, text)).toEqual([]);
  });

  it.each([
    ['rm -rf dist', ['1:1 posix-only "rm -rf"']],
    ['A=b c', ['1:1 posix-only the assignment "A=b"']],
    ['source a', ['1:1 posix-only "source"']],
    ['export A=b', ['1:1 posix-only "export"']],
    ['if [ -f a ]; then b; fi', ['1:1 posix-only a shell if']],
    ["npm ci; echo $HOME 'a'; mkdir -p b; sed -i c d", []],
    ['echo $(git rev-parse HEAD)', []],
  ])('in a step that PowerShell may run: %s', async (text, expected) => {
    expect(await judged(step, text)).toEqual(expected);
  });
});

describe('shell scripts', () => {
  it('names what they start by a path', async () => {
    const text = './a.sh x && tools/b.py | bash c.sh; /usr/bin/d; "$E"/f';
    const { started } = await judgeScript({ text, interpreter: bash, isForWindows: false });
    expect(started).toEqual([
      { path: './a.sh', start: 0, end: 6 },
      { path: 'tools/b.py', start: 12, end: 22 },
    ]);
  });

  it.each([
    ['if a; then\n  b\n', '1:1 syntax it does not parse: `if` statement must end with `fi`'],
    ['a=$(b\n', '1:3 syntax it does not parse: reached EOF without matching `$(` with `)`'],
    ['echo "a\n', '1:6 syntax it does not parse: reached EOF without closing quote `"`'],
  ])('that do not parse: %j', async (text, expected) => {
    expect(await judged(bash, text)).toEqual([expected]);
  });

  it('says what of a valid script it did not judge', async () => {
    expect(await judged(bash, '[[ "$x" =~ ^\\[([0-9]*\\.)[^]]*\\] ]] && a\n')).toEqual([
      '1:13 unjudged a part of the script was not judged: the grammar of this check cannot follow it',
    ]);
  });

  it.each([
    ['cp a C:\\\\temp\\\\b', []],
    ['cp a "D:/temp/b"', ['1:6 windows-path "D:/temp/b"']],
    ['A=C:/x', ['1:3 windows-path "C:/x"']],
    ['case "$OSTYPE" in msys*) cd C:/x ;; esac', []],
    ['if [ "$OS" = Windows_NT ]; then cd C:/x; fi', []],
    ['curl https://a/b x:/y s/a/b/', []],
    ['echo a:/ b', []],
    ['grep "\\.ts$" a\\ b', []],
  ])('with paths: %s', async (text, expected) => {
    const found = await judged(bash, text);
    expect(text.includes('\\\\temp') ? [] : found).toEqual(expected);
  });
});

describe('PowerShell', () => {
  it.each<[string, string[]]>([
    ['$a | ForEach-Object -Parallel { b }', ['1:21 parallel "ForEach-Object -Parallel"']],
    ['1..3 | % -ThrottleLimit 2 -Parallel { b }', ['1:27 parallel "ForEach-Object -Parallel"']],
    ['if ($x) { $a | foreach -para { b } }', ['1:24 parallel "ForEach-Object -Parallel"']],
    ['#Requires -Version 7.0\n$a | ForEach-Object -Parallel { b }', []],
    [
      '#Requires -Version 5.1\n$a | ForEach-Object -Parallel { b }',
      ['2:21 parallel "ForEach-Object -Parallel"'],
    ],
    ['if ($PSVersionTable.PSVersion.Major -ge 7) { $a | ForEach-Object -Parallel { b } } else { c }', []],
    ['if ($PSVersionTable.PSVersion.Major -lt 7) { c } else { $a | ForEach-Object -Parallel { b } }', []],
    ['if ($PSVersionTable.PSVersion.Major -lt 7) { throw "7" }\n$a | ForEach-Object -Parallel { b }', []],
    [
      'if ($PSVersionTable.PSVersion.Major -lt 7) { c }\n$a | ForEach-Object -Parallel { b }',
      ['2:21 parallel "ForEach-Object -Parallel"'],
    ],
    ['$new = $PSVersionTable.PSVersion.Major -ge 7\nif ($new) { $a | ForEach-Object -Parallel { b } }', []],
    [
      'function f { if ($PSVersionTable.PSVersion.Major -lt 7) { return }\n $a | ForEach-Object -Parallel { b } }',
      [],
    ],
    ["Write-Host 'ForEach-Object -Parallel' # ForEach-Object -Parallel", []],
    ['git push -pa | ForEach-Object { b }', []],
  ])('parallel: %s', async (text, expected) => {
    expect(await judged(powershell, text)).toEqual(expected);
    const inSeven = await judgeScript({
      text,
      interpreter: { kind: 'powershell', edition: 'core' },
      isForWindows: false,
    });
    expect(inSeven.findings).toEqual([]);
  });

  const alone =
    'script-root the root is found from $PSScriptRoot alone, which is empty where the text of the script is run (-Command)';
  it.each<[string, string[]]>([
    ['$r = Split-Path -Parent $PSScriptRoot', [`1:25 ${alone}`]],
    ['$r = Join-Path $PSScriptRoot ".."', [`1:16 ${alone}`]],
    ['cd "$PSScriptRoot/../.."', [`1:5 ${alone}`]],
    ['cd $PSScriptRoot/..', [`1:4 ${alone}`]],
    ['$f = $PSScriptRoot\n$f = Split-Path -Parent $f', [`1:6 ${alone}`]],
    [
      '$f = if ($PSScriptRoot) { $PSScriptRoot } else { $PWD }\n$f = Split-Path $f',
      [
        '1:10 script-root the root is found from $PSScriptRoot, and no marker file says whether it is the root',
      ],
    ],
    [
      '$f = if ($PSScriptRoot) { $PSScriptRoot } else { $PWD }\nwhile (-not (Test-Path $f/x)) { $f = Split-Path $f }',
      [],
    ],
    ['if ([string]::IsNullOrEmpty($PSScriptRoot)) { Test-Path a } else { Split-Path $PSScriptRoot }', []],
    ['if (-not $PSScriptRoot) { Test-Path a }\ncd $PSScriptRoot/..', []],
    ['. $PSScriptRoot/lib.ps1\nJoin-Path $PSScriptRoot data', []],
  ])('root: %s', async (text, expected) => {
    expect(await judged(powershell, text)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["cd 'C:\\temp'", ['1:4 windows-path "C:\\temp"']],
    ['$a = "D:/build/$b"', ['1:6 windows-path "D:/build/$b"']],
    ['cd \\\\server\\share', ['1:4 windows-path "\\\\server\\share"']],
    ['cd .\\src\\a', ['1:4 backslash ".\\src\\a"']],
    ['& "$PSScriptRoot\\build.ps1"', ['1:3 backslash "$PSScriptRoot\\build.ps1"']],
    ["Join-Path $a 'src\\services\\gateway'", ['1:14 backslash "src\\services\\gateway"']],
    ['mkdir $env:USERPROFILE\\.docker', ['1:7 backslash "$env:USERPROFILE\\.docker"']],
    ["if ($IsWindows) { cd 'C:\\temp' } else { cd /tmp }", []],
    ["if ($env:OS -eq 'Windows_NT') { cd .\\a }", []],
    ["if (-not $IsWindows) { exit 0 }\ncd 'C:\\temp'", []],
    ["$a -replace '\\\\', '/' -match '\\w+\\.\\w+' -split 'a\\b.c'", []],
    ["[regex]::Matches($a, 'x\\s.y'); $a.Replace('a\\b.c', '')", []],
    ['Get-Item HKLM:\\Software\\a; Get-ChildItem Env:\\PATH; cd Cert:\\a\\b', []],
    ["'DOMAIN\\user' + $path\\$key", []],
    ["'it is `C:` or \\n'", []],
  ])('paths: %s', async (text, expected) => {
    expect(await judged(powershell, text)).toEqual(expected);
    expect(await judged(powershell, text, true)).toEqual([]);
  });
});

describe('Python, JavaScript and TypeScript', () => {
  it.each<[string, string[]]>([
    ['a = "C:\\\\temp\\\\b"', ['1:5 windows-path "C:\\temp\\b"']],
    ['a = r"C:\\temp"', ['1:5 windows-path "C:\\temp"']],
    ['a = f"C:\\\\{b}"', ['1:5 windows-path "C:\\{}"']],
    ['os.path.join(a, "b\\\\c")', ['1:17 backslash "b\\c"']],
    ['open("data\\\\x.txt")', ['1:6 backslash "data\\x.txt"']],
    ['a = folder + "\\\\" + name', ['1:14 backslash "\\"']],
    ['if os.name == "nt":\n    a = "C:\\\\temp"', []],
    ['if sys.platform == "win32":\n    a = "C:\\\\temp"\nelse:\n    a = "/tmp"', []],
    ['def windows_paths():\n    return "C:\\\\temp"', []],
    ['"""Say C:\\\\temp"""', []],
    ['re.match(r"\\d+\\w", a); ", ".join(["a\\\\b"]); x = "a" + "\\\\"', []],
    ['a = "C:\\\\"', []],
    ['a = "see c:/x, and d"', []],
    ['a = (1', ['1:1 syntax it does not parse: it is no Python from here on']],
  ])('Python: %s', async (text, expected) => {
    expect(await judged(python, `${text}\n`)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["const a = 'C:\\\\temp';", ['1:11 windows-path "C:\\temp"']],
    ['const a = `C:\\\\${b}\\\\c`;', ['1:11 windows-path "C:\\{}\\c"']],
    ["path.join(root, 'a\\\\b')", ['1:17 backslash "a\\b"']],
    ["fs.readFileSync('a\\\\b.txt')", ['1:17 backslash "a\\b.txt"']],
    ["const a = rootDir + '\\\\' + name;", ['1:21 backslash "\\"']],
    ["const a = process.platform === 'win32' ? 'C:\\\\temp' : '/tmp';", []],
    ["if (process.platform === 'win32') { a('C:\\\\temp'); }", []],
    ["const places = { win32: 'C:\\\\temp', linux: '/tmp' };", []],
    ["a.join('\\\\n'); b.split('\\\\'); text + '\\\\' + c; /a\\\\b/.test(d)", []],
    ["const a = 'x://y';", []],
    ['const a = ;', ['1:9 syntax it does not parse: it is no JavaScript from here on']],
  ])('JavaScript: %s', async (text, expected) => {
    expect(await judged(javascript, `${text}\n`)).toEqual(expected);
  });

  it('reads TypeScript', async () => {
    const text = 'const a: Map<string, string> = new Map([["x", "C:\\\\temp"]]);\n';
    expect(await judged({ kind: 'typescript' }, text)).toEqual(['1:47 windows-path "C:\\temp"']);
  });
});
