/** A value of an INI file, and the line on which its name stands. */
export interface IniValue {
  readonly value: string;
  readonly line: number;
}

/**
 * The values of a section as pytest reads them (iniconfig 2.1): `name = value` or `name: value`, lines that begin with
 * a blank go on with the value before them, and `#` or `;` begin a comment line. Undefined where there is no such
 * section.
 */
export function iniSection(text: string, section: string): ReadonlyMap<string, IniValue> | undefined {
  let current: Map<string, IniValue> | undefined;
  let found: Map<string, IniValue> | undefined;
  let last: string | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = /^\s*[#;]/.test(raw) ? '' : raw.trimEnd();
    const header = /^\[([^\]]*)\]/.exec(line)?.[1];
    if (header !== undefined) {
      current = header.trim() === section ? new Map() : undefined;
      found ??= current;
      last = undefined;
    } else if (current && /^\s/.test(line) && last !== undefined) {
      const before = current.get(last);
      if (before) current.set(last, { ...before, value: `${before.value}\n${line.trim()}`.trim() });
    } else if (current && line !== '') {
      const [, name = '', value = ''] = /^([^=:]*?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
      last = name;
      if (name !== '') current.set(name, { value, line: index + 1 });
    }
  }
  return found;
}
