import { defineCheck } from '../../check/define-check';
import { composeProjects, filesOfCompose } from '../../deployment/compose';
import { kubernetesInputs } from '../../deployment/kubernetes-inputs';
import { exactInput } from '../../workspace/paths';
import { owns } from '../../workspace/workspace-facts';

export interface Options {
  /** Compose service name to the name of its Kubernetes workload. */
  readonly aliases: { readonly [service: string]: string };
  /** Services that stand on one side for good: no exception that ends, but what the system is. */
  readonly oneSided: readonly {
    readonly name: string;
    readonly side: 'compose' | 'kubernetes';
    readonly reason: string;
  }[];
}

/** Compose and Kubernetes run the same services: images, tags, ports, environment keys and probes agree. */
export default defineCheck<Options>({
  id: 'deploy-parity',
  title: 'Compose and Kubernetes run the same services',
  sitsOn: 'the project that owns the Kubernetes manifests, where there are Compose files as well',
  upholds: ['I7'],
  engines: ['topology'],
  packages: ['yaml'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      aliases: { type: 'object', additionalProperties: { type: 'string' }, default: {} },
      oneSided: {
        type: 'array',
        default: [],
        items: {
          type: 'object',
          required: ['name', 'side', 'reason'],
          additionalProperties: false,
          properties: {
            name: { type: 'string', minLength: 1 },
            side: { enum: ['compose', 'kubernetes'] },
            reason: { type: 'string', pattern: '\\S', description: 'a text that is not blank' },
          },
        },
      },
    },
  },

  applies(project, workspace) {
    const projects = composeProjects(workspace);
    const [first] = workspace.kubernetes;
    const home = workspace.options.kubernetes?.[0] ?? first;
    if (projects.length === 0 || home === undefined || !owns(project, home)) return undefined;
    return {
      inputs: [...filesOfCompose(workspace).map(exactInput), ...kubernetesInputs(workspace)],
      parameters: { compose: projects, kubernetes: workspace.kubernetesPlaces },
    };
  },

  run: async (context) => (await import('./run.js')).run(context),
});
