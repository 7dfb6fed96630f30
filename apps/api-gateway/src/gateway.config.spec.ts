import { generateServiceKeys } from '@nat/session';
import { GatewayConfig } from './gateway.config';

async function environment(more: Record<string, string | undefined> = {}) {
  const { privateKeys, publicKeys } = await generateServiceKeys(['api-gateway', 'agent']);
  const url = 'http://127.0.0.1:1';
  return {
    NODE_ENV: 'development',
    PORT: '4200',
    SERVICE_PRIVATE_KEY: privateKeys['api-gateway'],
    SERVICE_PUBLIC_KEYS: publicKeys,
    AUTH_URL: url,
    USAGE_URL: url,
    AGENT_URL: url,
    BILLING_URL: url,
    ...more,
  };
}

it('allows no page of another origin unless told', async () => {
  expect(new GatewayConfig(await environment()).CORS_ORIGINS).toEqual([]);
});

it('reads the origins that may call', async () => {
  const config = new GatewayConfig(await environment({ CORS_ORIGINS: 'https://a.example, chrome-extension://abc' }));
  expect(config.CORS_ORIGINS).toEqual(['https://a.example', 'chrome-extension://abc']);
});

it.each(['*', 'null', 'https://a.example/', 'https://*.example', 'a.example', 'https://a.example/x', 'HTTPS://a.example'])(
  'refuses to start with the origin %s',
  async origin => {
    const given = await environment({ CORS_ORIGINS: `https://good.example,${origin}` });
    expect(() => new GatewayConfig(given)).toThrow('CORS_ORIGINS');
  },
);

it('names everything that is missing', async () => {
  const given = await environment({ AGENT_URL: undefined, PORT: undefined, SERVICE_PRIVATE_KEY: undefined });
  expect(() => new GatewayConfig(given)).toThrow(/PORT[^]*SERVICE_PRIVATE_KEY[^]*AGENT_URL/);
});

it('refuses the key of another service, and development keys in production', async () => {
  const { privateKeys } = await generateServiceKeys(['agent']);
  const stolen = await environment({ SERVICE_PRIVATE_KEY: privateKeys['agent'] });
  expect(() => new GatewayConfig(stolen)).toThrow('belongs to agent');
  const production = await environment({ NODE_ENV: 'production', SESSION_ISSUER: 'https://auth.nat.example' });
  expect(() => new GatewayConfig(production)).toThrow('development key');
});
