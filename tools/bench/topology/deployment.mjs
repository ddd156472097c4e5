// Writes one system of many services twice: as a Compose project and as a kustomization with a file for each service.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns {{kustomization: string}} the folder of the kustomization, relative to `root`; the Compose project is `root` itself */
export function writeDeployment(root, services) {
  const names = Array.from({ length: services }, (_, index) => `service-${String(index).padStart(3, '0')}`);
  mkdirSync(join(root, 'kubernetes'));
  writeFileSync(join(root, 'compose.yaml'), composeFile(names));
  for (const [index, name] of names.entries())
    writeFileSync(join(root, 'kubernetes', `${name}.yaml`), manifest(name, index));
  const resources = names.map((name) => `  - ${name}.yaml\n`).join('');
  const further =
    'commonLabels: { team: core }\nimages: [{ name: registry.test/service-007, newTag: "1.0" }]\n';
  writeFileSync(join(root, 'kubernetes', 'kustomization.yaml'), `resources:\n${resources}${further}`);
  return { kustomization: 'kubernetes' };
}

const KEYS = Array.from({ length: 10 }, (_, index) => `SETTING_${index}`);

function composeFile(names) {
  const services = names.map(
    (name, index) => `  ${name}:
    <<: *defaults
    image: registry.test/${name}:\${TAG:-1.0}
    ports: ["${20_000 + index}:8080"]
    environment:
${KEYS.map((key) => `      ${key}: "${index}"\n`).join('')}${index === 0 ? '' : `    depends_on: [${names[index - 1]}]\n`}`,
  );
  return `x-defaults: &defaults
  restart: unless-stopped
  healthcheck: { test: [CMD, probe], interval: 5s }
services:
${services.join('')}`;
}

function manifest(name, index) {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: 1
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: ${name}
          image: registry.test/${name}:1.0
          ports: [{ containerPort: 8080 }]
          readinessProbe: { exec: { command: [probe] } }
          envFrom: [{ configMapRef: { name: ${name} } }]
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 8080 }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name} }
data:
${KEYS.map((key) => `  ${key}: "${index}"\n`).join('')}`;
}
