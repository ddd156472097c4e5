import type {
  Comparison,
  Difference,
  MatchedBy,
  ServiceFacts,
  Side,
  Topology,
} from '@nx-invariants/topology';

/** A service by its sides, of which one may be missing, with what differs between them. */
export interface ServiceRow {
  readonly compose?: ServiceFacts | undefined;
  readonly kubernetes?: ServiceFacts | undefined;
  /** Set where both sides are. */
  readonly by?: MatchedBy | undefined;
  readonly differences: readonly Difference[];
}

/** Every service of both sides, those with a counterpart first. What is one-sided on purpose does not differ. */
export function serviceRows(
  { pairs, differences }: Comparison,
  models: { readonly [side in Side]: Topology },
): ServiceRow[] {
  const of = ({ compose, kubernetes }: Pick<ServiceRow, Side>) =>
    differences.filter(({ kind, service }) =>
      kind === 'missing-in-compose' ? service === kubernetes?.name : service === compose?.name,
    );
  const alone = (side: Side) =>
    [...models[side].services.values()].filter((service) => !pairs.some((pair) => pair[side] === service));
  return [
    ...pairs.map((pair) => ({ ...pair, differences: of(pair) })),
    ...alone('compose').map((compose) => ({ compose, differences: of({ compose }) })),
    ...alone('kubernetes').map((kubernetes) => ({ kubernetes, differences: of({ kubernetes }) })),
  ];
}
