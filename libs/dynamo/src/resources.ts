/** A table as data: created by provisioning on a local endpoint, deployed from the same value on AWS. */
export interface TableDefinition {
  name: string;
  /** Global secondary indexes; rows without the keys of an index do not appear in it. */
  indexes: readonly { name: string; partitionKey: string; sortKey: string; projection?: 'all' | 'keys' }[];
  /** Attribute that holds the second (Unix time) after which a row may be deleted. Expiry itself is always a condition. */
  timeToLive?: 'expiresAt';
}

/** Everything a service owns or hears, as one value: what is provisioned, deployed, documented and checked by its spec. */
export interface ServiceResources {
  service: string;
  table?: TableDefinition;
  queue?: { name: string; deadLetterQueue: string; maxReceiveCount: 5; visibilityTimeoutSeconds: number };
  /** CloudEvents types, sorted. */
  subscriptions: readonly string[];
  /** CloudEvents types, sorted. */
  publishes: readonly string[];
}
