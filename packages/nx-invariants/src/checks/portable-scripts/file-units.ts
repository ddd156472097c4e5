import { posix } from 'node:path';
import {
  decodeScript,
  type Interpreter,
  lineEndingFindings,
  positionsOf,
  type ScriptFinding,
  shebangFindings,
  shebangOf,
} from '@nx-invariants/portable-scripts';
import { interpreterOf } from '../../scripts/interpreters';
import { isNamedForWindows, type ScriptUnit } from '../../scripts/script-unit';

export type FileReading =
  | { readonly kind: 'script'; readonly unit: ScriptUnit; readonly findings: readonly ScriptFinding[] }
  /** No script: data, or a program of another kind. */
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly fix: string };

/**
 * Reads a file as a script: by its ending, else by its shebang. What is found here concerns the file as such; its
 * text is judged by {@link ScriptUnit}.
 */
export function fileUnit(file: string, bytes: Uint8Array): FileReading {
  const ending = posix.extname(file);
  const byEnding = Object.hasOwn(endings, ending) ? endings[ending] : undefined;
  const isScript = byEnding !== undefined || startsWithShebang(bytes);
  if (!isScript) return { kind: 'other' };
  const decoded = decodeScript(bytes);
  if (!decoded.ok) return { kind: 'unreadable', reason: decoded.reason, fix: decoded.fix };
  const { text, hasByteOrderMark } = decoded;
  const shebang = shebangOf(text);
  const isShell = byEnding?.kind === 'bash';
  return {
    kind: 'script',
    unit: {
      file,
      text,
      interpreter: shebang && (isShell || byEnding === undefined) ? interpreterOf(shebang.program) : byEnding,
      isForWindows: isNamedForWindows(file),
      label: undefined,
      folder: undefined,
      place: positionsOf(text),
    },
    findings: [
      ...shebangFindings(text, hasByteOrderMark),
      ...(isShell || shebang ? lineEndingFindings(text) : []),
    ],
  };
}

const endings: { readonly [ending: string]: Interpreter } = {
  '.sh': { kind: 'bash' },
  '.bash': { kind: 'bash' },
  '.ps1': { kind: 'powershell', edition: 'unknown' },
  '.psm1': { kind: 'powershell', edition: 'unknown' },
  '.py': { kind: 'python' },
  '.js': { kind: 'javascript' },
  '.cjs': { kind: 'javascript' },
  '.mjs': { kind: 'javascript' },
  '.ts': { kind: 'typescript' },
  '.cts': { kind: 'typescript' },
  '.mts': { kind: 'typescript' },
};

function startsWithShebang(bytes: Uint8Array): boolean {
  return bytes[0] === 0x23 && bytes[1] === 0x21;
}
