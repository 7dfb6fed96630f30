import { z } from 'zod';

export type Environment = Record<string, string | undefined>;

/** The environment cannot be used. The message names every missing or unfit variable; the service does not start. */
export class ConfigurationError extends Error {
  constructor(readonly problems: string[]) {
    super(`Configuration of this service is not usable:\n${problems.map(line => `  ${line}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/**
 * Makes the class a service's config extends: injected by type, holding the parsed values.
 * Building it throws one {@link ConfigurationError} that names every missing or unfit variable, so the service refuses to boot.
 *
 * @param shape one zod schema per variable; `.describe()` feeds the configuration table of the README.
 * @param check rules over several variables: returns one line per problem, `VARIABLE: what is wrong`.
 */
export function envConfig<Shape extends z.ZodRawShape>(
  shape: Shape,
  check: (config: z.output<z.ZodObject<Shape>>) => (string | undefined)[] = () => [],
) {
  const schema = z.object(shape);
  class EnvConfig {
    static readonly schema = schema;
    /** @param environment passed in where several services share one process. */
    constructor(environment: Environment = process.env) {
      const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
      const result = schema.safeParse(given);
      if (!result.success) {
        throw new ConfigurationError(result.error.issues.map(issue => describe(issue, given)));
      }
      const problems = check(result.data).filter(line => line !== undefined);
      if (problems.length > 0) throw new ConfigurationError(problems);
      Object.assign(this, result.data);
    }
  }
  return EnvConfig as { readonly schema: typeof schema; new (environment?: Environment): z.output<typeof schema> };
}

/** Names the variable and what is wrong with it. The value itself may be a secret and is never shown. */
function describe(issue: z.core.$ZodIssue, given: Environment): string {
  const name = issue.path.map(String).join('.');
  return given[name] === undefined ? `${name}: is missing` : `${name}: ${issue.message}`;
}
