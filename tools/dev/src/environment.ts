import type { Environment } from '@nat/service-kit';
import type { Ports, ServiceKeys, ServiceName } from './settings';
import type { VendorChoice } from './vendors';

/** Where the stand-ins of AWS and the vendors listen. */
export interface BackendUrls {
  aws: string;
  claude: string;
  nationbuilder: string;
  stripe: string;
  /** Takes the mail that services send. */
  smtp: string;
  /** Shows it. */
  mail: string;
}

export const eventBusName = 'nat';

const address = (port: number): string => `http://127.0.0.1:${port}`;

/**
 * Settings of one service. Every service is handed its own, because one process has only one `process.env`; each takes
 * from them what its configuration names.
 */
export function environmentOf(
  service: ServiceName,
  { ports, backends, keys, vendors, logLevel, host, webOrigins = [] }: StackSettings & { host: NodeJS.ProcessEnv },
): Environment {
  const mode = (vendor: VendorChoice['vendor']): string => vendors.find(choice => choice.vendor === vendor)!.mode;
  const live = mode('Claude') === 'live';
  return {
    NODE_ENV: 'development',
    PORT: String(ports[service]),
    HOST: '127.0.0.1',
    LOG_LEVEL: logLevel,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: backends.aws,
    EVENT_BUS_NAME: eventBusName,
    SERVICE_PRIVATE_KEY: keys.privateKeys[service],
    SERVICE_PUBLIC_KEYS: keys.publicKeys,
    AUTH_URL: address(ports.auth),
    USAGE_URL: address(ports.usage),
    AGENT_URL: address(ports.agent),
    BILLING_URL: address(ports.billing),
    SESSION_ISSUER: 'https://auth.nat.localhost',
    PUBLIC_ORIGIN: address(ports['api-gateway']),
    ANTHROPIC_MODE: mode('Claude'),
    ANTHROPIC_API_KEY: live ? host.ANTHROPIC_API_KEY : 'sk-ant-sandbox',
    ANTHROPIC_BASE_URL: live ? undefined : backends.claude,
    ANTHROPIC_MODEL: host.ANTHROPIC_MODEL,
    CORS_ORIGINS: webOrigins.join(','),
    SIGN_INS_PER_MINUTE: host.SIGN_INS_PER_MINUTE,
    WEB_REDIRECT_URIS: webOrigins.map(origin => `${origin}/signed-in`).join(','),
    NATIONBUILDER_MODE: mode('NationBuilder'),
    NATIONBUILDER_ORIGIN_TEMPLATE: `${backends.nationbuilder}/n/{slug}`,
    NATIONBUILDER_CLIENT_ID: 'nat-sandbox',
    NATIONBUILDER_CLIENT_SECRET: 'nat-sandbox-secret',
    NATIONBUILDER_REDIRECT_URI: `${address(ports['api-gateway'])}/v1/auth/nationbuilder/callback`,
    STRIPE_MODE: mode('Stripe'),
    STRIPE_BASE_URL: backends.stripe,
    STRIPE_SECRET_KEY: 'sk_test_sandbox',
    MAIL_MODE: 'smtp',
    MAIL_SMTP_URL: backends.smtp,
  };
}

/** What all services of one stack share. */
export interface StackSettings {
  ports: Ports;
  backends: BackendUrls;
  keys: ServiceKeys;
  vendors: VendorChoice[];
  logLevel: string;
  /** Origins of pages that people sign in to, such as the developer console; each takes its sign-ins at `/signed-in`. */
  webOrigins?: readonly string[];
}
