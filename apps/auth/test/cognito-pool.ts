/** A user pool of a server that speaks Amazon Cognito's API, and its hosted sign-in page. */
export class CognitoPool {
  private constructor(
    private readonly endpoint: string,
    readonly id: string,
  ) {}

  static async create(endpoint: string): Promise<CognitoPool> {
    const { UserPool } = await call<{ UserPool: { Id: string } }>(endpoint, 'CreateUserPool', {
      PoolName: 'nat',
      UsernameAttributes: ['email'],
    });
    return new CognitoPool(endpoint, UserPool.Id);
  }

  /** As its tokens name it: the address it would have at AWS. */
  get issuer(): string {
    return `https://cognito-idp.${this.id.split('_')[0]}.amazonaws.com/${this.id}`;
  }

  /** Where this server has its configuration. */
  get discoveryUrl(): string {
    return `${this.endpoint}/${this.id}/.well-known/openid-configuration`;
  }

  /** A client that people sign in to by password or on the hosted page. */
  async client(redirectUri: string, secret = false): Promise<{ clientId: string; clientSecret?: string }> {
    return this.newClient({
      GenerateSecret: secret,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      AllowedOAuthFlowsUserPoolClient: true,
      CallbackURLs: [redirectUri],
      SupportedIdentityProviders: ['COGNITO'],
    });
  }

  /** An access token of a program that stands for nobody, and the client it is of. */
  async programToken(): Promise<{ clientId: string; accessToken: string }> {
    const { clientId, clientSecret } = await this.newClient({
      GenerateSecret: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: ['nat/read'],
      AllowedOAuthFlowsUserPoolClient: true,
    });
    const answer = await fetch(`${this.endpoint}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'nat/read' }),
    });
    const { access_token: accessToken } = (await answer.json()) as { access_token: string };
    return { clientId, accessToken };
  }

  /** Somebody who has signed up and been confirmed. */
  async person(clientId: string, email: string, password: string, name: string): Promise<void> {
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: 'name', Value: name },
    ];
    await call(this.endpoint, 'SignUp', { ClientId: clientId, Username: email, Password: password, UserAttributes });
    await call(this.endpoint, 'AdminConfirmSignUp', { UserPoolId: this.id, Username: email });
  }

  /** Tokens for a password. */
  async tokens(clientId: string, email: string, password: string): Promise<CognitoTokens> {
    const AuthParameters = { USERNAME: email, PASSWORD: password };
    return this.initiate({ ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
  }

  async refreshed(clientId: string, { RefreshToken }: CognitoTokens): Promise<CognitoTokens> {
    return this.initiate({ ClientId: clientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: RefreshToken } });
  }

  /** Signs in on the hosted page a browser was sent to, and answers what the browser is sent back with. */
  async signInOnPage(location: string, username: string, password: string): Promise<Record<string, string>> {
    const page = await (await fetch(location)).text();
    const hidden = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
    const fields = Object.fromEntries([...hidden].map(([, name, value]) => [name!, unescaped(value!)]));
    const body = new URLSearchParams({ ...fields, username, password });
    const answer = await fetch(new URL('/login', location), { method: 'POST', body, redirect: 'manual' });
    const back = answer.headers.get('location');
    if (back === null) throw new Error(`nobody was sent back: ${answer.status} ${await answer.text()}`);
    return Object.fromEntries(new URL(back).searchParams);
  }

  private async newClient(settings: object): Promise<{ clientId: string; clientSecret?: string }> {
    const { UserPoolClient: made } = await call<{ UserPoolClient: { ClientId: string; ClientSecret?: string } }>(
      this.endpoint,
      'CreateUserPoolClient',
      { UserPoolId: this.id, ClientName: 'client', ...settings },
    );
    return { clientId: made.ClientId, ...(made.ClientSecret && { clientSecret: made.ClientSecret }) };
  }

  private async initiate(request: object): Promise<CognitoTokens> {
    return (await call<{ AuthenticationResult: CognitoTokens }>(this.endpoint, 'InitiateAuth', request)).AuthenticationResult;
  }
}

export interface CognitoTokens {
  AccessToken: string;
  IdToken: string;
  RefreshToken: string;
}

async function call<Answer>(endpoint: string, operation: string, request: object): Promise<Answer> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      // The server looks at the region alone.
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(request),
  });
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

function unescaped(html: string): string {
  const characters: Record<string, string> = {
    '&amp;': '&',
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#x27;': "'",
    '&#39;': "'",
  };
  return html.replace(/&(?:amp|lt|gt|quot|#x27|#39);/g, entity => characters[entity]!);
}
