import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

interface Planted {
  what: string;
  file: string;
  code: string;
  /** Part of the expected complaint; without it the text must pass. */
  refused?: string;
}

const boundary = '@nx/enforce-module-boundaries';
const planted: Planted[] = [
  {
    what: 'an app that imports another app',
    file: 'apps/usage/src/planted.ts',
    code: "import { bootstrap } from '@nat/agent';\nexport { bootstrap };\n",
    refused: boundary,
  },
  {
    what: 'a lib that imports an app',
    file: 'libs/event-bus/src/planted.ts',
    code: "import { bootstrap } from '@nat/usage';\nexport { bootstrap };\n",
    refused: boundary,
  },
  {
    what: 'contracts that import a kit lib',
    file: 'libs/contracts/src/planted.ts',
    code: "import { AppError } from '@nat/service-kit';\nexport { AppError };\n",
    refused: boundary,
  },
  {
    what: 'a browser lib that reaches a node lib',
    file: 'libs/client/src/planted.ts',
    code: "import { Table } from '@nat/dynamo';\nexport { Table };\n",
    refused: boundary,
  },
  {
    what: 'stripe outside billing',
    file: 'apps/usage/src/planted.ts',
    code: "import Stripe from 'stripe';\nexport { Stripe };\n",
    refused: boundary,
  },
  {
    what: 'the model vendor outside agent',
    file: 'apps/api-gateway/src/planted.ts',
    code: "import Anthropic from '@anthropic-ai/sdk';\nexport { Anthropic };\n",
    refused: boundary,
  },
  {
    what: 'a tool imported by an app',
    file: 'apps/billing/src/planted.ts',
    code: "import { startSandbox } from '@nat/sandbox';\nexport { startSandbox };\n",
    refused: boundary,
  },
  {
    what: 'the testing lib in production code',
    file: 'apps/usage/src/planted.ts',
    code: "import { eventually } from '@nat/testing';\nexport { eventually };\n",
    refused: boundary,
  },
  {
    what: 'a relative path into another project',
    file: 'apps/usage/src/planted.ts',
    code: "import { QueryId } from '../../../libs/contracts/src/ids';\nexport { QueryId };\n",
    refused: boundary,
  },
  {
    what: 'the wall clock in a service',
    file: 'apps/usage/src/planted.ts',
    code: 'export const now = Date.now();\n',
    refused: 'Time comes from Clock',
  },
  {
    what: 'a new Date() in a service',
    file: 'apps/usage/src/planted.ts',
    code: 'export const now = new Date();\n',
    refused: 'Time comes from Clock',
  },
  {
    what: 'chance in a service',
    file: 'apps/usage/src/planted.ts',
    code: 'export const dice = Math.random();\n',
    refused: 'Chance comes from Rng',
  },
  {
    what: 'a timer in a service',
    file: 'apps/usage/src/planted.ts',
    code: 'setTimeout(() => undefined, 1);\n',
    refused: 'setTimeout',
  },
  {
    what: 'the environment in a service',
    file: 'apps/usage/src/planted.ts',
    code: 'export const key = process.env.KEY;\n',
    refused: 'config class',
  },
  {
    what: 'a file of more than 400 lines',
    file: 'apps/usage/src/planted.ts',
    code:
      'export const a = 1;\n'.replace('a', 'a0') +
      Array.from({ length: 401 }, (_, line) => `export const b${line} = ${line};\n`).join(''),
    refused: 'max-lines',
  },
  {
    what: 'the owner of a vendor SDK',
    file: 'apps/agent/src/planted.ts',
    code: "import Anthropic from '@anthropic-ai/sdk';\nexport { Anthropic };\n",
  },
  {
    what: 'an app on contracts and kit libs',
    file: 'apps/usage/src/planted.ts',
    code: "import { QueryId } from '@nat/contracts';\nimport { Table } from '@nat/dynamo';\nexport { QueryId, Table };\n",
  },
  {
    what: 'the testing lib in a spec',
    file: 'apps/usage/src/planted.spec.ts',
    code: "import { eventually } from '@nat/testing';\nexport { eventually };\n",
  },
  { what: 'the wall clock in an adapter', file: 'apps/auth/src/planted.adapter.ts', code: 'export const now = Date.now();\n' },
];

describe('the fences', () => {
  let complaints: string[][];
  beforeAll(() => {
    const input = JSON.stringify(planted.map(({ file, code }) => ({ file: join(root, file), code })));
    const { stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'lint-planted.mjs')], {
      cwd: root,
      input,
      encoding: 'utf8',
    });
    if (!stdout.startsWith('[')) throw new Error(`lint did not answer: ${stdout}${stderr}`);
    complaints = JSON.parse(stdout) as string[][];
  }, 120_000);

  it.each(planted.map(({ what, refused }, index) => [refused ? 'refuse' : 'allow', what, index] as const))(
    '%s %s',
    (_, __, index) => {
      const { refused } = planted[index]!;
      if (refused) expect(complaints[index]!.join('\n')).toContain(refused);
      else expect(complaints[index]).toEqual([]);
    },
  );
});
