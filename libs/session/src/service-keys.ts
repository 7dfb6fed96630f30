import { z } from 'zod';
import { generateSigningKey, PrivateSigningKey, publicPart, PublicSigningKey } from './signing-key';

/** Name of a service, as in its folder. */
const ServiceName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

/** A key of one service: `service` binds it, so that no service can sign in the name of another. */
export const PrivateServiceKey = PrivateSigningKey.extend({ service: ServiceName });
export type PrivateServiceKey = z.output<typeof PrivateServiceKey>;

/** Public keys of every service that calls another: during a rotation two of one service. */
export const PublicServiceKeys = z.object({
  keys: z
    .array(PublicSigningKey.extend({ service: ServiceName }))
    .min(1)
    .max(64),
});
export type PublicServiceKeys = z.output<typeof PublicServiceKeys>;

/** Keys made by {@link generateServiceKeys} for development carry this, and production refuses them. */
const developmentPrefix = 'dev-';

function jsonOf<Schema extends z.ZodType>(schema: Schema, what: string) {
  return z.string().transform((text, context): z.output<Schema> => {
    try {
      const result = schema.safeParse(JSON.parse(text));
      if (result.success) return result.data;
    } catch {
      // Not JSON: the same answer. The value may be a secret, so nothing of it is repeated.
    }
    context.addIssue({ code: 'custom', message: `is not ${what}` });
    return z.NEVER;
  });
}

/** What the environment of every service holds to call and to be called by its siblings. Spread into `envConfig`. */
export const serviceTokenConfigShape = {
  SERVICE_PRIVATE_KEY: jsonOf(PrivateServiceKey, 'a private ES256 key in JSON (JWK with `service`)').describe(
    'Key this service signs its calls with: a JWK with its `service`',
  ),
  SERVICE_PUBLIC_KEYS: jsonOf(PublicServiceKeys, 'a set of public ES256 keys in JSON (JWKS, each with `service`)').describe(
    'Public keys of the services that may call: a JWKS, each key with its `service`',
  ),
};

export interface ServiceTokenConfig {
  SERVICE_PRIVATE_KEY: PrivateServiceKey;
  SERVICE_PUBLIC_KEYS: PublicServiceKeys;
}

/**
 * Rules over the service keys for the second argument of `envConfig`: the private key is this service's own, and
 * production holds no development key. One line per problem, without a value.
 */
export function serviceTokenProblems(service: string, config: ServiceTokenConfig & { NODE_ENV: string }): string[] {
  const problems: string[] = [];
  const { SERVICE_PRIVATE_KEY: own, SERVICE_PUBLIC_KEYS: known, NODE_ENV } = config;
  if (own.service !== service) problems.push(`SERVICE_PRIVATE_KEY: belongs to ${own.service}, not to ${service}`);
  const isDevelopment = (kid: string): boolean => NODE_ENV === 'production' && kid.startsWith(developmentPrefix);
  if (isDevelopment(own.kid)) problems.push('SERVICE_PRIVATE_KEY: is a development key');
  if (known.keys.some(({ kid }) => isDevelopment(kid))) problems.push('SERVICE_PUBLIC_KEYS: holds a development key');
  return problems;
}

/**
 * Keys for every service of a development stack or a test, as environment values.
 *
 * @returns `privateKeys` by service for `SERVICE_PRIVATE_KEY`, and `publicKeys` for every service's `SERVICE_PUBLIC_KEYS`.
 */
export async function generateServiceKeys<Service extends string>(
  services: readonly Service[],
): Promise<{ privateKeys: Record<Service, string>; publicKeys: string }> {
  const keys = await Promise.all(
    services.map(async service => ({ ...(await generateSigningKey(`${developmentPrefix}${service}`)), service })),
  );
  return {
    privateKeys: Object.fromEntries(keys.map(key => [key.service, JSON.stringify(key)])) as Record<Service, string>,
    publicKeys: JSON.stringify({ keys: keys.map(key => ({ ...publicPart(key), service: key.service })) }),
  };
}
