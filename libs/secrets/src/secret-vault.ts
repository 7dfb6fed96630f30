/**
 * Where secrets rest. A secret has a name and versions; a version never changes once written. Only the two newest versions of
 * a secret are sure to be kept (Secrets Manager may delete a version without a stage label).
 * Throws `dependency_unavailable` while the vault cannot be reached.
 */
export abstract class SecretVault {
  /**
   * Writes a version unless it exists; of several writers the first wins and all are told what is there.
   *
   * @param versionId a UUID that follows from what is written, so that repeats and rivals mean the same version.
   * @returns the value of the version: the one given, or the one somebody wrote before. Nothing when that one has been replaced
   *   twice since: the caller came too late and looks again at what is in force.
   */
  abstract claim(name: string, versionId: string, value: string): Promise<string | undefined>;

  /** The value of one version, or nothing. */
  abstract get(name: string, versionId: string): Promise<string | undefined>;

  /** Writes the first version of a secret unless it exists; returns the value that is there afterwards, the same for all. */
  abstract createOnce(name: string, value: string): Promise<string>;

  /** The newest value, or nothing. */
  abstract current(name: string): Promise<string | undefined>;
}
