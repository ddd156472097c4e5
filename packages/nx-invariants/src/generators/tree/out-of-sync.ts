/** What Nx prints where `nx sync` would change something; a sync generator returns nothing where all is up to date. */
export interface OutOfSync {
  readonly outOfSyncMessage: string;
  readonly outOfSyncDetails: string[];
}
