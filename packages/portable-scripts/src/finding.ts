/** What a finding is about; each rule upholds one guarantee of the reader's choosing. */
export type Rule =
  | 'unreadable'
  | 'syntax'
  | 'unjudged'
  | 'line-endings'
  | 'shebang'
  | 'run-bit'
  | 'file-name'
  | 'parallel'
  | 'windows-path'
  | 'backslash'
  | 'bash-only'
  | 'posix-only'
  | 'script-root';

/** One construct that holds on one system or in one shell alone. Offsets are UTF-16 code units of the script's text. */
export interface ScriptFinding {
  readonly rule: Rule;
  readonly start: number;
  readonly end: number;
  /** One line: what is wrong. */
  readonly message: string;
  readonly expected: string;
  /** The portable replacement. */
  readonly fix: string;
}

/** The text of a finding without its place. */
export type Remark = Pick<ScriptFinding, 'message' | 'expected' | 'fix'>;
