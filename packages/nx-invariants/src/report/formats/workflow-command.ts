import { shortened } from '../shortened';
import { visibleText } from '../visible-text';

/** A line with which a step of a GitHub workflow annotates a file. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  /** From the root of the repository; without it the annotation is the job's. */
  readonly file?: string;
  readonly line?: number | undefined;
  readonly endLine?: number | undefined;
  readonly column?: number | undefined;
}

const maxTitle = 255;
const maxMessage = 4_000;

/** The workflow command of an annotation: one line, whatever its texts hold (actions/toolkit, packages/core/src/command.ts). */
export function workflowCommand({ level, title, message, ...place }: Annotation): string {
  const { file, line, endLine, column } = place;
  const properties = Object.entries({
    file,
    line: line?.toString(),
    endLine: endLine?.toString(),
    col: column?.toString(),
    title: shortened(title, maxTitle),
  }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapedProperty(value)}`]));
  return `::${level} ${properties.join(',')}::${escapedData(shortened(message, maxMessage))}`;
}

function escapedData(text: string): string {
  return visibleText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
