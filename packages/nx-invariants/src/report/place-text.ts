/** `file:line:column`, as far as it is known. */
export function placeText({
  file,
  line,
  column,
}: {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
