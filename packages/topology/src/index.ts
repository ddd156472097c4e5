export {
  type Comparison,
  compareTopologies,
  type Declarations,
  type Difference,
  type Located,
  type Missing,
  type NotCompared,
  type OneSided,
  type Pair,
  type Side,
} from './compare';
export type { BuildContext, BuildFacts, Dockerfile } from './compose/build-facts';
export { type ComposeBuild, composeBuilds, type ServiceBuild } from './compose/builds';
export type { DependencyFacts } from './compose/dependencies';
export type { EnvFileFacts } from './compose/environment';
export { type ComposeProject, locateCompose } from './compose/locate';
export { type ComposeInput, type ComposeModel, readCompose } from './compose/read';
export type { ComposeService } from './compose/service';
export type { RequiredVariables } from './compose/variables';
export { effectiveTag, type ImageReference, parseImage } from './image';
export { isKustomization, kustomizationNames } from './kubernetes/kustomize';
export { type KubernetesInput, type KubernetesModel, readKubernetes } from './kubernetes/read';
export type { KubernetesWorkload } from './kubernetes/workload';
export type { MatchedBy } from './match';
export type { FileReader } from './paths';
export type { Failure, FailureKind, Result, Unsupported, Warning } from './result';
export type {
  EnvironmentFact,
  Fact,
  Pace,
  PortFact,
  ProbeFact,
  Protocol,
  ServiceFacts,
  Topology,
} from './topology';
export { portKey, versionLabel } from './topology';
export type { Location } from './yaml/tree';
