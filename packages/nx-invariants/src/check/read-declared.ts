import { leavesWorkspace } from '../workspace/paths';
import type { ReadText } from '../workspace/read-text';
import { type DeclaredFiles, UndeclaredRead } from './declared-files';

/**
 * A reader for engines that follow references from file to file: what is missing, unreadable or undeclared is
 * undefined. Files named only by what was already read are declared at graph time, so an undeclared one is a
 * reference that leaves what the check may see.
 */
export function readerOf(files: DeclaredFiles): ReadText {
  return (path) => {
    if (leavesWorkspace(path)) return undefined;
    try {
      const read = files.read(path);
      return read.kind === 'read' ? read.text : undefined;
    } catch (error) {
      if (error instanceof UndeclaredRead) return undefined;
      throw error;
    }
  };
}
