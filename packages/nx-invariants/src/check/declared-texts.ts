import { leavesWorkspace } from '../workspace/paths';
import type { ReadText } from '../workspace/read-text';
import { type DeclaredFiles, UndeclaredRead } from './declared-files';
import type { FindingDraft } from './finding';

/** No text that people write or their tools lock is larger. */
const maxCharacters = 16 * 1024 * 1024;

/** The texts of declared files, each read once. What is there and cannot be read becomes a finding. */
export class DeclaredTexts {
  readonly findings: FindingDraft[] = [];
  private readonly texts = new Map<string, string | undefined>();

  constructor(private readonly files: DeclaredFiles) {}

  /** Undefined of what is missing, unreadable or not declared. */
  readonly read: ReadText = (path) => {
    if (!this.texts.has(path)) this.texts.set(path, leavesWorkspace(path) ? undefined : this.textOf(path));
    return this.texts.get(path);
  };

  private textOf(path: string): string | undefined {
    const read = this.readDeclared(path);
    if (read?.kind === 'read' && read.text.length <= maxCharacters) return read.text.replace(/^\uFEFF/, '');
    if (read === undefined || read.kind === 'missing') return undefined;
    const reason = read.kind === 'read' ? 'it is larger than 16 Mi characters' : read.reason;
    this.findings.push({
      severity: 'error',
      file: path,
      message: `it cannot be read: ${reason}`,
      expected: 'a readable file of the repository',
      fix: 'make it one, or remove it',
    });
    return undefined;
  }

  private readDeclared(path: string) {
    try {
      return this.files.read(path);
    } catch (error) {
      if (error instanceof UndeclaredRead) return undefined;
      throw error;
    }
  }
}
