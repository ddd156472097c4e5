import type { Json } from '../check/define-check';
import type { ExitCode, Failure } from './command';

/** The document of a result. All documents have one frame, so that a reader finds result or error at one place. */
export function resultDocument(command: string, exitCode: ExitCode, result: Json): string {
  return documentText({ version: 1, command, exitCode, result });
}

/** The document of an expected failure. */
export function failureDocument(command: string, { message, fix }: Failure): string {
  return documentText({ version: 1, command, exitCode: 2, error: { message, fix } });
}

function documentText(document: Json): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
