/** A package that a requirements file names. */
export interface Requirement {
  /** In lower case, with single hyphens (PEP 503). */
  readonly name: string;
  /** The exact version, where it is one. */
  readonly version: string | undefined;
  readonly hasHash: boolean;
  readonly line: number;
}

/** The packages of a requirements file (pip, "Requirements File Format"); lines that are options are none. */
export function requirementsIn(text: string): Requirement[] {
  return logicalLines(text).flatMap(({ text: written, line }) => {
    const isEditable = /^(?:-e|--editable)[ =]/.test(written);
    if (written.startsWith('-') && !isEditable) return [];
    const named = isEditable ? written.replace(/^\S+\s+/, '') : written;
    const name = /^[A-Za-z0-9][\w.-]*/.exec(named)?.[0];
    const version = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*={2,3}\s*([^\s;,*]+)(?=\s|;|$)/.exec(named)?.[1];
    return [{ name: normalised(name ?? named), version, hasHash: /\s--hash[= ]\w+:/.test(written), line }];
  });
}

/** A name as package indexes compare it (PEP 503). */
export function normalised(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/**
 * Whether a version is the one that `==` asks for: zeros at the end of the release count for nothing, nor does a local
 * label that is not asked for (PEP 440, "Version matching").
 */
export function isVersion(version: string, asked: string): boolean {
  const found = asked.includes('+') ? version : version.replace(/\+.*$/, '');
  return withoutZeros(found) === withoutZeros(asked);
}

function withoutZeros(version: string): string {
  const [, release = '', rest = ''] = /^v?((?:\d+(?:\.\d+)*)?)(.*)$/.exec(version.toLowerCase()) ?? [];
  const parts = release.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  while (parts.length > 1 && parts.at(-1) === '0') parts.pop();
  return `${parts.join('.')}${rest}`;
}

/** The lines of a requirements file, continued ones as one, without comments. */
export function logicalLines(text: string): { readonly text: string; readonly line: number }[] {
  const found: { text: string; line: number }[] = [];
  let pending: { text: string; line: number } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const isComment = /^\s*#/.test(raw);
    const continues = !isComment && raw.endsWith('\\');
    const written = isComment ? '' : raw.replace(/\\$/, '').replace(/(?<=\s)#.*$/, '');
    pending ??= { text: '', line: index + 1 };
    pending.text += `${written} `;
    if (continues || (isComment && pending.text.trim() !== '')) continue;
    if (pending.text.trim() !== '') found.push({ ...pending, text: pending.text.trim() });
    pending = undefined;
  }
  if (pending && pending.text.trim() !== '') found.push({ ...pending, text: pending.text.trim() });
  return found;
}
