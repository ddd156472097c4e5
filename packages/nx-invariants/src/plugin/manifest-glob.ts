import { projectFiles } from '../workspace/manifest-files';

/**
 * Manifests, and nx.json so that the plugin is asked even where a workspace has no manifest. Every other file
 * the plugin reads is found by name: what stands in this glob selects all tasks of its project when edited. Flat,
 * because Nx 22 splits a glob at every comma.
 */
export const manifestGlob = `{${['nx.json', ...projectFiles.map((file) => `**/${file}`)].join(',')}}`;
