import { createHash } from 'node:crypto';
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
  /** Ids of versions that were dropped, to a digest of their value: the vendor knows an id for a day at least. */
  dropped?: Record<string, string>;
  /** Stage to version id; a stage is on one version at a time. */
  stages: Record<string, string>;
}

/** Dropped versions that are remembered: the vendor begins to forget above a hundred. */
const remembered = 100;

/**
 * The secret with one more version. AWSCURRENT moves to it and AWSPREVIOUS to the one that was current; versions that are
 * left without a stage are dropped. A repeated id with the same value changes nothing, with another value it is an error; that
 * holds for a dropped one too, so that whoever comes late cannot push out what is in force.
 */
export function addVersion(
  secret: SecretRecord,
  id: string,
  value: Omit<Value, 'createdAt'>,
  stages: string[],
  now: number,
): SecretRecord {
  const present = secret.versions[id] ? digestOf(secret.versions[id]) : secret.dropped?.[id];
  if (present !== undefined && present !== digestOf(value))
    throw new AwsError('ResourceExistsException', `A version with the id ${id} exists already with another value.`);
  if (present !== undefined) return secret;
  const moved = { ...secret.stages };
  // The first version of a secret is its current one, whatever it is called besides.
  const added = new Set(Object.keys(secret.versions).length === 0 ? [...stages, 'AWSCURRENT'] : stages);
  for (const stage of added) {
    if (stage === 'AWSCURRENT' && moved.AWSCURRENT) moved.AWSPREVIOUS = moved.AWSCURRENT;
    moved[stage] = id;
  }
  const staged = new Set(Object.values(moved));
  const versions = Object.entries({ ...secret.versions, [id]: { ...value, createdAt: now } });
  const isKept = ([version]: readonly [string, Value]): boolean => staged.has(version) || version === id;
  const gone = versions.filter(version => !isKept(version)).map(([version, lost]) => [version, digestOf(lost)] as const);
  const dropped = Object.fromEntries([...Object.entries(secret.dropped ?? {}), ...gone].slice(-remembered));
  return { ...secret, stages: moved, changedAt: now, versions: Object.fromEntries(versions.filter(isKept)), dropped };
}

function digestOf({ string, binary }: Pick<Value, 'string' | 'binary'>): string {
  return createHash('sha256')
    .update(string === undefined ? `binary ${binary}` : `text ${string}`)
    .digest('hex');
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
