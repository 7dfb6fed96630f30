// Routes beside the five usual ones of a type: state changes, bulk work, and the odd ones out.

/** What a route beside list, show, create, update and delete does. */
export type Route =
  /** `PATCH /{type}/{id}/{name}` without a body: a change of state. */
  | {
      readonly kind: 'action';
      readonly id: string;
      readonly query: readonly string[];
      readonly fields: boolean;
      readonly extraFields?: boolean;
      /** What the record answers afterwards, by attribute: how a lost answer is made up for. */
      readonly becomes: Readonly<Record<string, string>>;
    }
  /** `PATCH /{type}/{id}/{name}`: answers 202 with the token of an asynchronous process. `body` names what `data` holds. */
  | { readonly kind: 'bulk'; readonly id: string; readonly body: 'signup_ids' | 'tag' }
  /** `PATCH /{type}/push`: matches by the first of these attributes that is there, or creates. */
  | { readonly kind: 'push'; readonly id: string; readonly matchedBy: readonly string[] }
  /** `GET /{type}/me`. */
  | { readonly kind: 'me'; readonly id: string }
  /** `GET /{type}/{id}/{name}`: records of another type, without filter and sort. */
  | { readonly kind: 'memberList'; readonly id: string; readonly of: string };

// Each maker says which kind it makes: the names of a type's changes of state are known to the compiler by it.
type RouteOf<Kind extends Route['kind']> = Extract<Route, { kind: Kind }>;

interface ActionNotes {
  query?: string[];
  fields?: boolean;
  extraFields?: boolean;
}

export const action = (
  id: string,
  becomes: Readonly<Record<string, string>>,
  { query = [], fields = true, ...rest }: ActionNotes = {},
): RouteOf<'action'> => ({ kind: 'action', id, becomes, query, fields, ...rest });
export const bulk = (id: string, body: 'signup_ids' | 'tag'): RouteOf<'bulk'> => ({ kind: 'bulk', id, body });
export const push = (id: string, matchedBy: readonly string[]): RouteOf<'push'> => ({ kind: 'push', id, matchedBy });
export const me = (id: string): RouteOf<'me'> => ({ kind: 'me', id });
export const memberList = (id: string, of: string): RouteOf<'memberList'> => ({ kind: 'memberList', id, of });
