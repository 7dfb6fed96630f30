/**
 * Where secrets rest. A secret has a name and versions; a version never changes once written. Only the two newest versions of
 * a secret are sure to be kept (Secrets Manager may delete a version without a stage label).
 *
 * A name can be used again after its secret was erased, so it does not say which secret is meant for ever; an address does.
 * Wherever a secret is named, its address may stand instead. Under an address nothing is ever created: whoever holds one of a
 * secret that was erased finds nothing and writes nothing, whatever bears its name since.
 *
 * Throws `dependency_unavailable` while the vault cannot be reached, or still works on an erasure.
 */
export abstract class SecretVault {
  /**
   * Writes a version unless it exists; of several writers the first wins and all are told what is there.
   *
   * @param versionId a UUID that follows from what is written, so that repeats and rivals mean the same version.
   * @returns the value of the version: the one given, or the one somebody wrote before. Nothing when that one has been replaced
   *   twice since, or when the secret at that address was erased: the caller came too late and looks again at what is in force.
   */
  abstract claim(secret: string, versionId: string, value: string): Promise<string | undefined>;

  /** The value of one version, or nothing. */
  abstract get(secret: string, versionId: string): Promise<string | undefined>;

  /** Writes the first version of a secret unless it exists; returns the value that is there afterwards, the same for all. */
  abstract createOnce(name: string, value: string): Promise<string>;

  /** The newest value, or nothing. */
  abstract current(secret: string): Promise<string | undefined>;

  /** The address of the secret that bears this name now, or nothing. */
  abstract addressOf(name: string): Promise<string | undefined>;

  /** Erases a secret with all its versions, at once and for good. Harmless when there is none. */
  abstract erase(secret: string): Promise<void>;
}
