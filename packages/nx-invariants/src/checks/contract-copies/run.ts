import type { DeclaredFiles, SourceEntry } from '../../check/declared-files';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { type Claim, claimOf, contractOf, idOf } from '../../contracts/copy-claims';
import { unreachable } from '../../unreachable';
import { isInside } from '../../workspace/paths';
import { maxTextBytes } from '../../workspace/read-bounded';
import type { Options } from './check';
import { differenceOf } from './difference';
import { isNewer, statedVersion } from './version';

/** Compares each declared copy with the contract it says it is. */
export function run({ files, options, parameters }: CheckContext<Options>): CheckResult {
  const { contracts: folder, named } = parameters as unknown as { contracts: string; named: string[] };
  const entries = files.entries();
  const read = (file: string) => readSchema(files, file, entries.get(file));
  const declared = [...entries.keys()];
  const contracts = declared
    .filter((file) => isInside(file, folder))
    .map((file) => contractOf(file, textOf(read(file)), folder));
  const copies = declared.filter((file) => !isInside(file, folder));
  const judged = [...new Set([...copies, ...named])].sort().map((file) => {
    const copy = read(file);
    if (copy.kind !== 'read') return { file, sources: [], finding: unread(file, copy) };
    const text = copy.bytes.toString('utf8');
    const claim = claimOf(file, text, { folder, contracts }, options.copies) ?? stray(file);
    return { file, sources: claim.sources, finding: judge(claim, copy.bytes, read) };
  });
  return {
    subjects: judged.map(({ file }) => file),
    findings: judged.flatMap(({ finding }) => finding ?? []),
    details: { copies: judged.map(({ finding, ...copy }) => ({ ...copy, equal: finding === undefined })) },
  };
}

type SchemaRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What was declared and names none of the declared contracts was taken for a copy by its place and namespace. */
function stray(file: string): Claim {
  return { kind: 'orphan', file, sources: [] };
}

function textOf(read: SchemaRead): string {
  return read.kind === 'read' ? read.bytes.toString('utf8') : '';
}

function readSchema(files: DeclaredFiles, file: string, entry: SourceEntry | undefined): SchemaRead {
  if (entry?.kind === 'link') return { kind: 'unreadable', reason: 'it is a link' };
  if (entry !== undefined && entry.size > maxTextBytes) {
    return { kind: 'unreadable', reason: 'it is larger than 8 MiB' };
  }
  return files.readBytes(file);
}

function judge(claim: Claim, bytes: Buffer, read: (file: string) => SchemaRead): FindingDraft | undefined {
  switch (claim.kind) {
    case 'copy': {
      const [file] = claim.sources;
      const source = read(file);
      return source.kind === 'read'
        ? compare({ file: claim.file, bytes }, { file, bytes: source.bytes })
        : unread(file, source);
    }
    case 'ambiguous':
      return ambiguous(claim);
    case 'alike':
      return alike(claim);
    case 'orphan':
      return orphan(claim, bytes);
    default:
      return unreachable(claim);
  }
}

interface Schema {
  readonly file: string;
  readonly bytes: Buffer;
}

function compare(copy: Schema, source: Schema): FindingDraft | undefined {
  const difference = differenceOf(copy.bytes, source.bytes);
  const expected = `${copy.file} equals ${source.file}, byte for byte`;
  switch (difference.kind) {
    case 'none':
      return undefined;
    case 'line-endings':
      return {
        severity: 'error',
        file: copy.file,
        message: `the copy differs from ${source.file} in its line endings alone (CRLF or LF)`,
        expected,
        fix: `let .gitattributes give both the same ("*.json text eol=lf"), then ${copyCommand(copy, source)}`,
      };
    case 'content': {
      const { line, column, copyLine, sourceLine } = difference;
      const newer = isNewer(copy.bytes, source.bytes);
      return {
        severity: 'error',
        file: copy.file,
        line,
        column,
        message: `the copy ${newer ? 'is newer than' : 'differs from'} ${source.file}${versions(copy, source)}`,
        expected,
        fix: newer
          ? `make the change in ${source.file}, then ${copyCommand(copy, source)}`
          : `${copyCommand(copy, source)}; a change that is meant is made in ${source.file} first`,
        evidence: `line ${line} is ${excerpt(copyLine, column)}, in the source ${excerpt(sourceLine, column)}`,
      };
    }
    default:
      return unreachable(difference);
  }
}

function versions(copy: Schema, source: Schema): string {
  const [ours, theirs] = [statedVersion(copy.bytes), statedVersion(source.bytes)];
  const differ = ours !== undefined && theirs !== undefined && ours !== theirs;
  return differ ? `: it is at version ${ours}, the source at ${theirs}` : '';
}

function copyCommand(copy: Schema, source: Schema): string {
  return `run nx sync, or cp ${quoted(source.file)} ${quoted(copy.file)}`;
}

function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** How much of a line is shown before and after the place that matters. */
const excerptReach = 60;

function excerpt(line: string | undefined, column = 1): string {
  if (line === undefined) return 'not there';
  const [start, end] = [Math.max(0, column - 1 - excerptReach), column - 1 + excerptReach];
  return `${start > 0 ? '…' : ''}${JSON.stringify(line.slice(start, end))}${end < line.length ? '…' : ''}`;
}

function ambiguous({ file, sources }: Claim): FindingDraft {
  return {
    severity: 'error',
    undecided: true,
    file,
    message: `the file may be a copy of ${sources.join(' or of ')}: its "$id" and its name do not say one of them`,
    expected: 'the "$id" and the file name of one contract',
    fix: 'mend the "$id", or name the contract under checks.contract-copies.copies in nx.json',
  };
}

function alike({ file, sources }: Claim): FindingDraft {
  return {
    severity: 'error',
    undecided: true,
    file,
    message: `the file says what ${sources.join(' or ')} says, under another name and another "$id"`,
    expected: 'a copy with the "$id" or the name of its contract, or a schema of its own',
    fix: 'name its contract under checks.contract-copies.copies in nx.json; for a schema that is no copy, say false there',
  };
}

function orphan({ file, sources: [source] }: Claim, bytes: Buffer): FindingDraft {
  const id = idOf(bytes.toString('utf8'));
  return {
    severity: 'error',
    file,
    message:
      source === undefined
        ? `the schema has the "$id" ${excerpt(id)}, which is that of no contract`
        : `the file is said to be a copy of ${source}, which does not exist`,
    expected: 'a copy of a contract that exists',
    fix: 'remove it with the code that reads it, or bring the contract back; for a schema that is no copy, say false under checks.contract-copies.copies in nx.json',
  };
}

function unread(file: string, read: Exclude<SchemaRead, { kind: 'read' }>): FindingDraft {
  switch (read.kind) {
    case 'missing':
      return {
        severity: 'error',
        file,
        message: `${file} does not exist`,
        expected: 'the copy that checks.contract-copies.copies in nx.json names',
        fix: 'copy the contract there, or remove the entry',
      };
    case 'unreadable':
      return {
        severity: 'error',
        file,
        message: `${file} cannot be read: ${read.reason}`,
        expected: 'a file of its own that can be compared',
        fix: 'put the schema itself there, as a readable file',
      };
    default:
      return unreachable(read);
  }
}
