import { AwsError } from '../aws-error';

/** One version of a secret: text or base64. */
export interface Value {
  string?: string;
  binary?: string;
  createdAt: number;
}
export interface SecretRecord {
  name: string;
  arn: string;
  description?: string;
  createdAt: number;
  changedAt: number;
  /** When its recovery window ends. */
  deletedAt?: number;
  tags: Record<string, string>;
  versions: Record<string, Value>;
  /** Stage to version id; a stage is on one version at a time. */
  stages: Record<string, string>;
}

/**
 * The secret with one more version. AWSCURRENT moves to it and AWSPREVIOUS to the one that was current; versions that are
 * left without a stage are dropped. A repeated id with the same value changes nothing, with another value it is an error.
 */
export function addVersion(
  secret: SecretRecord,
  id: string,
  value: Omit<Value, 'createdAt'>,
  stages: string[],
  now: number,
): SecretRecord {
  const present = secret.versions[id];
  if (present && (present.string !== value.string || present.binary !== value.binary))
    throw new AwsError('ResourceExistsException', `A version with the id ${id} exists already with another value.`);
  if (present) return secret;
  const moved = { ...secret.stages };
  // The first version of a secret is its current one, whatever it is called besides.
  const added = new Set(Object.keys(secret.versions).length === 0 ? [...stages, 'AWSCURRENT'] : stages);
  for (const stage of added) {
    if (stage === 'AWSCURRENT' && moved.AWSCURRENT) moved.AWSPREVIOUS = moved.AWSCURRENT;
    moved[stage] = id;
  }
  const staged = new Set(Object.values(moved));
  const versions = Object.entries({ ...secret.versions, [id]: { ...value, createdAt: now } });
  const kept = versions.filter(([version]) => staged.has(version) || version === id);
  return { ...secret, stages: moved, changedAt: now, versions: Object.fromEntries(kept) };
}

export function stagesOf(secret: SecretRecord, id: string): string[] {
  return Object.entries(secret.stages)
    .filter(([, version]) => version === id)
    .map(([stage]) => stage);
}

/** The version that was asked for, by id, by stage, or the current one. */
export function versionOf(secret: SecretRecord, versionId?: string, stage?: string): { id: string; value: Value } {
  const id = versionId ?? secret.stages[stage ?? 'AWSCURRENT'] ?? '';
  const value = secret.versions[id];
  const contradicts = versionId !== undefined && stage !== undefined && secret.stages[stage] !== versionId;
  if (!value || contradicts) {
    const what = versionId === undefined ? `staging label: ${stage ?? 'AWSCURRENT'}` : `VersionId: ${versionId}`;
    throw new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`);
  }
  return { id, value };
}
