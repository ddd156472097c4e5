import type { FindingDraft } from '../../check/finding';
import { type BuilderReading, mergeBuilders } from '../../deployment/builders/builder';
import { composeBuilders } from '../../deployment/builders/compose-builders';
import { targetBuilders } from '../../deployment/builders/target-builders';
import { workflowBuilders } from '../../deployment/builders/workflow-builders';
import { type ReadText, readComposeProject } from '../../deployment/compose';

/** Where a check looks for what builds images. */
export interface BuilderPlaces {
  readonly compose: readonly (readonly string[])[];
  readonly workflows: readonly string[];
  readonly projectJson: string;
  readonly projectRoot: string;
}

export interface AllBuilders extends BuilderReading {
  readonly findings: readonly FindingDraft[];
}

/** Every builder of the workspace that its files tell of. */
export function readBuilders(places: BuilderPlaces, read: ReadText): AllBuilders {
  const findings: FindingDraft[] = [];
  const compose = places.compose.map((files) => {
    const reading = readComposeProject(files, read);
    if (reading.ok) return composeBuilders(reading.model);
    findings.push(...reading.findings);
    return { builders: [], unreadable: [] };
  });
  const workflows = places.workflows.map((file) => {
    const reading = workflowBuilders(file, read(file) ?? '');
    findings.push(...reading.findings);
    return reading;
  });
  const targets = targetBuilders(places.projectJson, read(places.projectJson) ?? '', places.projectRoot);
  return { ...mergeBuilders([...compose, ...workflows, targets]), findings };
}
