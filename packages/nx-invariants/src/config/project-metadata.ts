/** Where a project says what holds for it alone: Nx takes a project from either file, and metadata from both. */
export const metadataPlaces = [
  { file: 'project.json', path: ['metadata', 'invariants'] },
  { file: 'package.json', path: ['nx', 'metadata', 'invariants'] },
] as const;
