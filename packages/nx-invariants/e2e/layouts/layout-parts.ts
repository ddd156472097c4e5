/** Of a root without a manifest. */
export const bareRootTargets = [
  'check-configuration',
  'check-invariant-map',
  'check-portable-scripts',
  'invariants',
];
export const rootTargets = [...bareRootTargets, 'check-lockfiles', 'check-single-entrypoint'];
/** Of a service without a Dockerfile. */
export const imagelessServiceChecks = [
  'check-lockfiles',
  'check-portable-scripts',
  'check-service-version',
  'invariants',
];
export const serviceChecks = ['check-docker-context', ...imagelessServiceChecks];

export const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
export const rootPackage = (more: object = {}) => json({ name: 'shop', private: true, ...more });
export const echo = (text: string) => ({ command: `echo ${text}` });
export const goModule = (path: string) => `module example.com/shop/${path}\n\ngo 1.21\n`;
export const goMain = 'package main\n\nfunc main() {}\n';
export const rustToolchain = '[toolchain]\nchannel = "1.95.0"\n';
