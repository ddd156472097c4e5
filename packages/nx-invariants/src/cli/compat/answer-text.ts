import type { Answer, Breaking, Direction } from '@nx-invariants/schema-compat';
import { sidesOf, type VersionPair } from '../../compatibility/compare';
import { placeOf, type SchemaVersion } from '../../compatibility/schema-version';
import type { Style } from '../../report/style';
import { unreachable } from '../../unreachable';

/** One answer about two versions, in words, ending with a line break. */
export function answerText(pair: VersionPair, { direction, verdict }: Answer, style: Style): string {
  const title = `${pair.older.root.file} → ${pair.newer.root.file}${direction === 'forward' ? ' (forward)' : ''}`;
  const [accepting, rejecting] = namesOf(direction);
  const { a, b } = sidesOf(pair, direction);
  switch (verdict.kind) {
    case 'compatible':
      return `${style.green('✔')} ${style.bold('compatible')} ${title}\n  every document valid under the ${accepting} schema is valid under the ${rejecting} one\n`;
    case 'breaking': {
      const inA = `${style.cyan(placeText(a, verdict.schemaPathA, verdict.documentA))} ${verdict.schemaPathA || '(the schema itself)'}`;
      const inB = `${style.cyan(placeText(b, verdict.schemaPathB, verdict.documentB))} ${verdict.schemaPathB || '(the schema itself)'}`;
      return [
        `${style.red('✖')} ${style.bold('breaking')} ${title}`,
        `  ${breakingText(verdict, direction)}`,
        `  new: ${direction === 'backward' ? inB : inA}`,
        `  old: ${direction === 'backward' ? inA : inB}`,
        `  a document that the ${accepting} schema accepts and the ${rejecting} one rejects:`,
        ...JSON.stringify(verdict.witness, null, 2)
          .split('\n')
          .map((line) => `    ${line}`),
        `  fix: ${direction === 'backward' ? 'accept' : 'never send'} such documents, or raise the major version of the contract`,
        '',
      ].join('\n');
    }
    case 'undecided':
      return [
        `${style.yellow('?')} ${style.bold('undecided')} ${title}`,
        ...verdict.reasons.map(({ message, location }) => {
          if (location === undefined) return `  ${message}`;
          const side = location.schema === 'a' ? a : b;
          return `  ${style.cyan(placeText(side, location.pointer, location.document))} ${message}`;
        }),
        '  fix: write what it names in another form; schemas that one refers to must lie beside it',
        '',
      ].join('\n');
    default:
      return unreachable(verdict);
  }
}

export function breakingText(verdict: Breaking, direction: Direction): string {
  if (verdict.grade === 'undeclared-only') return verdict.message;
  const place = verdict.instancePath === '' ? 'the document itself' : verdict.instancePath;
  return `"${verdict.keyword}" of the ${namesOf(direction)[1]} schema fails at ${place}`;
}

/** Which schema accepts and which rejects. */
function namesOf(direction: Direction): readonly [string, string] {
  return direction === 'backward' ? ['old', 'new'] : ['new', 'old'];
}

function placeText(version: SchemaVersion, pointer: string, uri?: string): string {
  const { file, line, column } = placeOf(version, pointer, uri);
  return `${file}:${line}:${column}`;
}
