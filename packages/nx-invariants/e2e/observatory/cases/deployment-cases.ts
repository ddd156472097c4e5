import type { ExpectedError, InvariantCases } from './invariant-case';

const compose = 'infra/docker-compose.integration.yml';

export const deploymentCases: InvariantCases = {
  I7: [
    {
      breakIt: (workspace) => workspace.replace('infra/kustomization.yaml', '  - k8s/web-ui.yaml\n', ''),
      red: {
        'infra:check-deploy-parity': [
          {
            at: [compose, /^ {2}web-ui:$/],
            message: 'the service web-ui runs under Compose but not under Kubernetes',
          },
        ],
      },
      reruns: ['*:check-service-version', 'infra:check-time-budgets', 'workspace:check-lockfiles'],
    },
    {
      breakIt: (workspace) => workspace.replace('infra/k8s/web-ui.yaml', 'replicas: 1', 'replicas: 0'),
      red: {
        'infra:check-deploy-parity': [
          {
            at: ['infra/k8s/web-ui.yaml', 'replicas: 0'],
            message: 'web-ui runs under Compose but not by default under Kubernetes, where it has 0 replicas',
          },
        ],
      },
      reruns: ['*:check-service-version', 'infra:check-time-budgets', 'workspace:check-lockfiles'],
    },
  ],
  B1: [
    {
      breakIt: (workspace) =>
        workspace.replace(
          compose,
          'context: ..\n      dockerfile: apps/processor/Dockerfile',
          'context: ../apps/processor',
        ),
      red: {
        'processor:check-docker-context': [
          outsideContext('COPY apps/processor/requirements.txt', 'apps/processor/requirements.txt'),
          outsideContext('COPY contracts/schemas', 'contracts/schemas'),
          outsideContext('COPY apps/processor/VERSION apps/processor/main.py', 'apps/processor/VERSION'),
          outsideContext('COPY apps/processor/processor', 'apps/processor/processor'),
        ],
      },
      reruns: [
        '*:check-docker-context',
        '*:check-service-version',
        'infra:check-deploy-parity',
        'infra:check-time-budgets',
        'processor:coverage',
        'workspace:check-lockfiles',
      ],
    },
  ],
  B2: [
    {
      breakIt: (workspace) =>
        workspace.replace(
          'apps/metrics-engine/Dockerfile',
          'COPY validator ./validator',
          'COPY validators ./validator',
        ),
      red: {
        'metrics-engine:check-docker-context': [
          {
            at: ['apps/metrics-engine/Dockerfile', 'COPY validators'],
            message:
              'COPY validators fails in the context apps/metrics-engine (built by the Compose service metrics-engine): "/validators": not found',
          },
        ],
      },
      reruns: [
        'infra:check-time-budgets',
        'metrics-engine:check-lockfiles',
        'metrics-engine:check-portable-scripts',
      ],
    },
  ],
  B3: [
    {
      breakIt: (workspace) => workspace.remove('apps/web-ui/VERSION'),
      red: {
        'web-ui:check-service-version': [
          { at: ['apps/web-ui/VERSION'], message: 'web-ui has no VERSION file' },
        ],
        'web-ui:check-docker-context': [
          {
            at: ['apps/web-ui/Dockerfile', 'COPY VERSION'],
            message:
              'COPY VERSION fails in the context apps/web-ui (built by the Compose service web-ui): "/VERSION": not found',
          },
        ],
      },
      reruns: ['web-ui:coverage'],
    },
  ],
};

/** An error of the processor's Dockerfile when it is built in the processor's folder. */
function outsideContext(instruction: string, source: string): ExpectedError {
  return {
    at: ['apps/processor/Dockerfile', instruction],
    message: `${instruction} fails in the context apps/processor (built by the Compose service processor): "/${source}": not found`,
  };
}
