import type { Remark, ScriptFinding } from '../finding';

/** The interpreter that the first line of a script names. */
export interface Shebang {
  /** The program's name: of `#!/usr/bin/env -S bash -e` it is `bash`. */
  readonly program: string;
  readonly line: string;
}

/** What a text's first line says; undefined where it does not begin with `#!`. */
export function shebangOf(text: string): Shebang | undefined {
  const line = /^#![^\n]*/.exec(text)?.[0].trimEnd();
  if (line === undefined) return undefined;
  const words = line.slice(2).trim().split(/\s+/);
  const isEnv = /(?:^|\/)env$/.test(words[0] ?? '');
  const named = isEnv ? words.slice(1).find((word) => !/^-|=/.test(word)) : words[0];
  return { line, program: named?.split('/').pop() ?? '' };
}

/**
 * What is wrong with the first line of a script (execve(2), "Interpreter scripts": Linux takes all behind the
 * interpreter as one argument).
 *
 * @param hasByteOrderMark whether one stood before the text, and was replaced by a blank.
 */
export function shebangFindings(text: string, hasByteOrderMark: boolean): ScriptFinding[] {
  const displaced = /^\s+(?=#!)/.exec(text.slice(0, 200));
  if (displaced) {
    const what = hasByteOrderMark ? 'a byte order mark stands' : 'blanks stand';
    return [
      finding(
        displaced[0].length,
        `${what} before the "#!", so it is no shebang`,
        'remove what stands before it',
      ),
    ];
  }
  const shebang = shebangOf(text);
  if (!shebang) return [];
  const { line, program } = shebang;
  if (program === '')
    return [finding(0, 'the shebang names no interpreter', 'name it, as in #!/usr/bin/env bash')];
  const words = line.slice(2).trim().split(/\s+/);
  if (
    /(?:^|\/)env$/.test(words[0] ?? '') &&
    words.length > 2 &&
    !/^-\w*S|^--split-string/.test(words[1] ?? '')
  ) {
    return [
      finding(
        0,
        `"env" is given one argument on Linux, ${JSON.stringify(words.slice(1).join(' '))}`,
        `write #!/usr/bin/env -S ${words.slice(1).join(' ')}, or set options in the script`,
      ),
    ];
  }
  if (!line.slice(2).trim().startsWith('/')) {
    return [
      finding(
        0,
        `the shebang ${JSON.stringify(line)} names no absolute path`,
        'write #!/usr/bin/env and the name',
      ),
    ];
  }
  return [];
}

function finding(start: number, message: string, fix: string): ScriptFinding {
  const remark: Remark = {
    message,
    expected: 'a first line that every system takes: #!/usr/bin/env and a name',
    fix,
  };
  return { rule: 'shebang', start, end: start, ...remark };
}
