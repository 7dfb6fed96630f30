// Asks one question as a person would and compares the answer with a count taken from the sandbox nation's own API.
//   node tools/dev/check-answer.mjs
import { spawn } from 'node:child_process';
import { mkdtempSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'nat-answer-'));
const env = { ...process.env, NAT_FOLDER: folder };
const stack = spawn('npm', ['start'], { env, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
const record = join(folder, 'stack.json');

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', chunk => (text += chunk));
    child.on('exit', code => (code === 0 ? resolve(text) : reject(new Error(`${args.join(' ')} ended with ${code}: ${text}`))));
  });
}

/** People the nation's API itself counts as volunteers; those whose primary address is in Austin. */
async function countedByApi({ nationbuilder }) {
  const origin = `${nationbuilder}/n/demo`;
  const token = await signIn(origin);
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.api+json',
    'content-type': 'application/vnd.api+json',
  };
  let austin = 0;
  for (let page = 1; ; page++) {
    const query = `filter[is_volunteer]=true&page[size]=100&page[number]=${page}&extra_fields[signups]=primary_address&fields[signups]=first_name`;
    const answer = await fetch(`${origin}/api/v2/signups?${encodeURI(query)}`, { headers });
    const { data } = await answer.json();
    austin += data.filter(({ attributes }) => attributes.primary_address?.city?.toLowerCase() === 'austin').length;
    if (data.length < 100) return austin;
  }
}

async function signIn(origin) {
  const redirect_uri = 'http://127.0.0.1:4200/v1/auth/nationbuilder/callback';
  const form = fields => ({ method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
  const client_id = 'nat-sandbox';
  const consent = { response_type: 'code', client_id, redirect_uri, state: 'check', user: 'ada', decision: 'allow' };
  const allowed = await fetch(`${origin}/oauth/authorize`, form(consent));
  const code = new URL(allowed.headers.get('location')).searchParams.get('code');
  const exchange = { grant_type: 'authorization_code', code, client_id, client_secret: 'nat-sandbox-secret', redirect_uri };
  return (await (await fetch(`${origin}/oauth/token`, form(exchange))).json()).access_token;
}

try {
  for (let waited = 0; !existsSync(record); waited += 100) {
    if (waited > 120_000 || stack.exitCode !== null) throw new Error('npm start did not get ready');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  const { urls } = JSON.parse(readFileSync(record, 'utf8'));
  const result = JSON.parse(await run('npm', ['run', '--silent', 'ask', '--', '--json', 'How many volunteers live in Austin?']));
  const expected = await countedByApi(urls);
  const numbers = (result.answer.match(/\d[\d,]*/g) ?? []).map(text => Number(text.replaceAll(',', '')));
  if (expected === 0 || !numbers.includes(expected)) throw new Error(`the API counts ${expected}, Nat says: ${result.answer}`);
  console.log(`"${result.answer}" agrees with the API's own count, ${expected}; ${result.used} of ${result.limit.amount} used`);
} finally {
  const ended = new Promise(resolve => stack.once('exit', resolve));
  process.kill(0 - Number(stack.pid), 'SIGINT'); // the whole group: npm and what it started
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
