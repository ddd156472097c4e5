import { defineCheck } from 'nx-invariants';

/**
 * The architecture's first rule: an engine is a pure function. It imports neither Nx nor another engine nor the
 * plugin, and it neither prints nor ends the process.
 */
export default defineCheck({
  id: 'engine-boundaries',
  title: 'Engines know nothing of Nx or each other, never print and never exit',
  sitsOn: 'the projects that its option "engines" names',
  upholds: ['E1'],
  packages: ['typescript'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { engines: { type: 'array', items: { type: 'string' }, default: [] } },
  },

  applies(project, _workspace, { engines }) {
    if (!engines.includes(project.name)) return undefined;
    return { inputs: ['{projectRoot}/src/**/*.ts', '!{projectRoot}/src/**/*.spec.ts'] };
  },

  async run({ project, files }) {
    // Loaded to judge, not to infer: the compiler is large.
    const { judgeSource } = await import('./judge-source.mjs');
    const sources = files.list();
    return {
      subjects: sources,
      findings: sources.flatMap((file) => judgeSource(file, project.root, files.read(file))),
      details: { files: sources.length },
    };
  },
});
