import { type NationBuilderOptions, type RunningNationBuilder, startNationBuilder } from '../start-nationbuilder';
import { type Answer, HEADERS, NOW, type Resource, get, originOf, signIn } from './sign-in';

/** An answer of the API, whatever it is. */
export interface ApiAnswer {
  readonly status: number;
  readonly mediaType: string | null;
  readonly body: {
    readonly data?: Resource;
    readonly included?: readonly Resource[];
    readonly meta?: Readonly<Record<string, unknown>>;
    readonly token?: string;
    readonly code?: string;
    readonly message?: string;
    readonly validation_errors?: readonly string[];
    readonly errors?: readonly {
      readonly code: string;
      readonly status: string;
      readonly title: string;
      readonly detail: string;
      readonly source: { readonly pointer: string };
      readonly meta: Readonly<Record<string, unknown>>;
    }[];
    readonly [member: string]: unknown;
  };
}

/** A record to write: attributes, and where it matters related records. */
export interface Written {
  readonly attributes?: object;
  readonly relationships?: object;
  readonly included?: readonly object[];
}

/** A double for specs: time that only the control surface moves, no latency, no limits. */
const startQuietly = (more: NationBuilderOptions = {}): Promise<RunningNationBuilder> =>
  startNationBuilder({ now: () => new Date(NOW), latency: [0, 0], rateLimit: { perToken: 1e9, perAddress: 1e9 }, ...more });

/** The API of the nation `demo` of a double that runs for the specs of a file: it starts before them and is closed after them. */
export function apiForSpecs(options: NationBuilderOptions = {}): Api {
  let running: RunningNationBuilder | undefined;
  beforeAll(async () => {
    running = await startQuietly(options);
  });
  afterAll(() => running?.close());
  return new Api(() => {
    if (!running) throw new Error('the double runs from beforeAll on');
    return running;
  });
}

/** The API of one nation of a double, as a spec speaks to it. */
export class Api {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(
    private readonly running: () => RunningNationBuilder,
    private readonly nation = 'demo',
  ) {}

  get double(): RunningNationBuilder {
    return this.running();
  }

  /** Address of the nation. */
  get origin(): string {
    return originOf(this.double, this.nation);
  }

  /** The API of another nation of the same double. */
  of(nation: string): Api {
    return new Api(this.running, nation);
  }

  /** Sends a request as a user. A body that is a text goes out as it is. */
  async call(method: string, path: string, body?: unknown, user = 'ada'): Promise<ApiAnswer> {
    const response = await fetch(`${this.origin}/api/v2/${path}`, {
      method,
      headers: { ...HEADERS, authorization: `Bearer ${await this.token(user)}` },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const mediaType = response.headers.get('content-type');
    return { status: response.status, mediaType, body: (await response.json()) as ApiAnswer['body'] };
  }

  create(type: string, written: Written, user?: string): Promise<ApiAnswer> {
    return this.call('POST', type, documentOf(type, written), user);
  }

  update(type: string, id: string, written: Written, user?: string): Promise<ApiAnswer> {
    return this.call('PATCH', `${type}/${id}`, documentOf(type, written, id), user);
  }

  delete(type: string, id: string, user?: string): Promise<ApiAnswer> {
    return this.call('DELETE', `${type}/${id}`, undefined, user);
  }

  /** Creates a record that is known to be right; `more` is what is sideposted with it. */
  async made(type: string, attributes: object, more: Written = {}, user?: string): Promise<Resource> {
    const { status, body } = await this.create(type, { ...more, attributes }, user);
    if (status !== 201 || !body.data) throw new Error(`${type} was not created: ${JSON.stringify(body)}`);
    return body.data;
  }

  /** The attributes of a record, extra fields included when they are named. */
  async attributes(type: string, id: string, extra?: string): Promise<Record<string, unknown>> {
    const { body } = await this.call('GET', `${type}/${id}${extra ? `?extra_fields[${type}]=${extra}` : ''}`);
    if (!body.data) throw new Error(`there is no ${type} ${id}: ${JSON.stringify(body)}`);
    return body.data.attributes;
  }

  /** Reads as a user, with the headers of the answer. */
  async ask(path: string, user = 'ada'): Promise<Answer> {
    return get(this.origin, await this.token(user), path);
  }

  /** The rows of a list, up to 100. */
  async list(path: string, user?: string): Promise<Resource[]> {
    const address = `${path}${path.includes('?') ? '&' : '?'}page[size]=100`;
    const { body } = await this.call('GET', address, undefined, user);
    if (!body.data) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return body.data as unknown as Resource[];
  }

  /** What the control surface answers. */
  async control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    return (await this.callControl(method, path, body)).body;
  }

  /** The same with its status. */
  async callControl(method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.double.url}/__sandbox/${path}`, {
      method,
      headers: { 'x-sandbox-key': this.double.controlKey },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** An access token of a user, the same one at every call. */
  token(user: string): Promise<string> {
    const token = this.tokens.get(user) ?? signIn(this.origin, user).then(answer => answer.access_token);
    this.tokens.set(user, token);
    return token;
  }
}

/** The JSON:API document of a write. */
export const documentOf = (type: string, { attributes = {}, relationships, included }: Written, id?: string): object => ({
  data: { type, ...(id !== undefined && { id }), attributes, ...(relationships && { relationships }) },
  ...(included && { included }),
});
