import 'reflect-metadata';
import { AgentConfig, resources as agent, tools } from '@nat/agent';
import { GatewayConfig, openApiDocument } from '@nat/api-gateway';
import { AuthConfig, resources as auth } from '@nat/auth';
import { BillingConfig, resources as billing } from '@nat/billing';
import { resources as usage, UsageConfig } from '@nat/usage';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { configurationPage } from './configuration-page';
import { eventSchemas, eventsPage } from './events-page';
import { toolsPage } from './tools-page';

// npm run docs            writes the generated documents
// npm run docs:check      fails naming those that are not current
const root = fileURLToPath(new URL('../../..', import.meta.url));
const check = process.argv.includes('--check');

const subscriptions = Object.fromEntries(
  [usage, billing, auth, agent].map(({ service, subscriptions: types }) => [service, types]),
);
const configurations = {
  'api-gateway': GatewayConfig,
  auth: AuthConfig,
  agent: AgentConfig,
  usage: UsageConfig,
  billing: BillingConfig,
};

const documents: Record<string, string> = {
  'docs/events.md': eventsPage(subscriptions),
  'docs/configuration.md': configurationPage(configurations),
  'docs/tools.md': toolsPage({ definitions: tools.definitions, find: name => tools.find(name)! }),
  'docs/schemas/events.json': eventSchemas(),
  'docs/schemas/openapi.json': `${JSON.stringify(openApiDocument(), null, 2)}\n`,
};

async function formatted(file: string, text: string): Promise<string> {
  const settings = JSON.parse(readFileSync(join(root, '.prettierrc.json'), 'utf8')) as object;
  return format(text, { ...settings, filepath: file });
}

function current(file: string): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}

const stale: string[] = [];
for (const [file, text] of Object.entries(documents)) {
  const wanted = await formatted(file, text);
  if (current(file) === wanted) continue;
  stale.push(file);
  if (check) continue;
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), wanted);
}
if (check && stale.length > 0) {
  process.stderr.write(`Not current: ${stale.join(', ')}. Run npm run docs and commit what it writes.\n`);
  process.exit(1);
}
process.stdout.write(stale.length === 0 ? 'Generated documents are current.\n' : `Written: ${stale.join(', ')}\n`);
