import type { DemoUser } from '../access/demo-users';
import { type Consent, GrantRefused, type Grants } from '../access/grants';
import type { Users } from '../access/viewers';
import type { Nation } from '../engine/records';
import { type Html, html, page } from './html';
import { type Incoming, type Reply, jsonReply } from './messages';

/** The one registered application, and where it may be called back. */
export const CLIENT = { id: 'nat-sandbox', secret: 'nat-sandbox-secret', name: 'Nat (sandbox)' };
const CALLBACK_PATH = '/v1/auth/nationbuilder/callback';
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

interface OAuth {
  readonly nation: Nation;
  readonly users: Users;
  readonly grants: Grants;
}

const FORM_FIELDS = ['response_type', 'client_id', 'redirect_uri', 'state', 'code_challenge', 'code_challenge_method'];

/** The sign-in and consent page, and its form. Bad clients and callbacks get a page and never a redirect. */
export function authorize(oauth: OAuth, incoming: Incoming): Reply {
  const parameters = incoming.method === 'POST' ? new URLSearchParams(incoming.body) : incoming.parameters;
  const problem = clientProblem(parameters);
  if (problem) return page('Sign-in failed', html`<p role="alert">${problem}</p>`, 400);
  const wrong = requestProblem(parameters);
  if (wrong) return callback(parameters, { error: wrong });
  if (incoming.method !== 'POST') return consentPage(oauth, parameters);
  if (parameters.get('decision') !== 'allow') return callback(parameters, { error: 'access_denied' });
  const user = oauth.users.find(oauth.nation, parameters.get('user') ?? '');
  if (!user) return page('Sign-in failed', html`<p role="alert">There is no such user in this nation.</p>`, 400);
  return callback(parameters, { code: oauth.grants.issueCode(consentOf(oauth.nation, user.name, parameters)) });
}

function clientProblem(parameters: URLSearchParams): string | undefined {
  if (parameters.get('client_id') !== CLIENT.id) return 'Unknown application: check the client_id.';
  return allowedCallback(parameters.get('redirect_uri') ?? '')
    ? undefined
    : 'The redirect_uri is not registered for this application.';
}

function allowedCallback(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, origin } = new URL(uri);
  // Letter by letter: what only the parser makes equal (dot segments, a password) is another address.
  return protocol === 'http:' && LOOPBACK.has(hostname) && uri === `${origin}${CALLBACK_PATH}`;
}

function requestProblem(parameters: URLSearchParams): string | undefined {
  if (parameters.get('response_type') !== 'code') return 'unsupported_response_type';
  const challenge = parameters.get('code_challenge');
  const badMethod = challenge !== null && parameters.get('code_challenge_method') !== 'S256';
  return badMethod || challenge === '' ? 'invalid_request' : undefined;
}

function consentOf(nation: Nation, user: string, parameters: URLSearchParams): Consent {
  const challenge = parameters.get('code_challenge');
  const redirectUri = parameters.get('redirect_uri') ?? '';
  return { nation: nation.slug, user, redirectUri, ...(challenge !== null && { challenge }) };
}

/** Back to the application, with `state` unchanged. */
function callback(parameters: URLSearchParams, answer: Record<string, string>): Reply {
  const target = new URL(parameters.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  const state = parameters.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return { status: 303, headers: { location: target.href, 'cache-control': 'no-store' }, body: '' };
}

function consentPage({ nation, users }: OAuth, parameters: URLSearchParams): Reply {
  const hidden = FORM_FIELDS.filter(name => parameters.has(name)).map(
    name => html`<input type="hidden" name="${name}" value="${parameters.get(name)}" /> `,
  );
  const choices = users.of(nation).map((user, index) => choice(user, index === 0));
  return page(
    `${CLIENT.name} wants to use ${nation.name}`,
    html`<p>
        The application <strong>${CLIENT.name}</strong> asks to read and change the nation <strong>${nation.slug}</strong> in the
        name of the person you sign in as.
      </p>
      <form method="post">
        ${hidden}
        <fieldset>
          <legend>Sign in as</legend>
          ${choices}
        </fieldset>
        <button name="decision" value="allow">Allow</button>
        <button name="decision" value="deny" class="plain">Deny</button>
      </form>
      <p><small>Sandbox: no password, no real person.</small></p>`,
  );
}

function choice({ name, firstName, lastName, about }: DemoUser, checked: boolean): Html {
  const fullName = `${firstName} ${lastName}`;
  return html`<label
    ><input type="radio" name="user" value="${name}" ${checked ? 'checked' : ''} /> ${fullName} <small>${about}</small></label
  > `;
}

/** The token endpoint: form or JSON, the two grants of the vendor, errors of RFC 6749. */
export function token({ nation, grants }: OAuth, incoming: Incoming): Reply {
  const noStore = { 'cache-control': 'no-store' };
  try {
    return jsonReply(200, grant(nation, grants, tokenParameters(incoming)), noStore);
  } catch (error) {
    if (!(error instanceof GrantRefused)) throw error;
    const status = error.error === 'invalid_client' ? 401 : 400;
    return jsonReply(status, { error: error.error, error_description: error.message }, noStore);
  }
}

function grant(nation: Nation, grants: Grants, given: ReadonlyMap<string, string>) {
  const need = (name: string): string => {
    const value = given.get(name);
    if (!value) throw new GrantRefused('invalid_request', `Missing required parameter: ${name}`);
    return value;
  };
  if (given.get('client_id') !== CLIENT.id || given.get('client_secret') !== CLIENT.secret) {
    throw new GrantRefused('invalid_client', 'Client authentication failed');
  }
  switch (need('grant_type')) {
    case 'authorization_code':
      return grants.exchange(nation.slug, need('code'), need('redirect_uri'), given.get('code_verifier'));
    case 'refresh_token':
      return grants.refresh(nation.slug, need('refresh_token'));
    default:
      throw new GrantRefused('unsupported_grant_type', 'The grant type is not supported');
  }
}

function tokenParameters({ headers, body }: Incoming): ReadonlyMap<string, string> {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) return new Map(new URLSearchParams(body));
  if (!type.startsWith('application/json')) throw new GrantRefused('invalid_request', 'Unsupported content type');
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) {
      return new Map(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    }
  } catch {
    // Falls through: not JSON is as wrong as no object.
  }
  throw new GrantRefused('invalid_request', 'The body is not a JSON object');
}
