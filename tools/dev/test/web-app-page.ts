import { type BegunSignIn, beginSignIn, finishSignIn, NatClient } from '@nat/client';

/** What the check calls in the page. */
interface Hooks {
  signIn: () => Promise<void>;
  /** Names of whoever is signed in, by so many calls at once. */
  names: (calls: number) => Promise<string[]>;
  /** Lets the tokens at hand grow old. */
  later: (milliseconds: number) => void;
  signOut: () => Promise<void>;
  renewals: number;
  signedOut: string[];
  state: 'starting' | 'in' | 'out';
}
/** The part of a browser that is used; this project has no other page in TypeScript. */
interface Tab {
  location: { href: string; origin: string; pathname: string; assign: (address: string) => void };
  history: { replaceState: (state: null, title: string, address: string) => void };
  sessionStorage: { getItem: (key: string) => string | null; setItem: (key: string, value: string) => void };
}
const tab = globalThis as unknown as Tab & { app: Hooks };

const { gateway: baseUrl } = (await (await fetch('/settings.json')).json()) as { gateway: string };
let skew = 0;
const nat = new NatClient({
  baseUrl,
  fetch: (input, init) => {
    if (input.endsWith('/refresh')) tab.app.renewals += 1;
    return fetch(input, init);
  },
  session: { now: () => Date.now() + skew, onSignedOut: ({ code }) => void tab.app.signedOut.push(code) },
});

tab.app = {
  renewals: 0,
  signedOut: [],
  state: 'starting',
  signIn: async () => {
    const begun = await beginSignIn({ clientId: 'web', redirectUri: `${tab.location.origin}/signed-in`, baseUrl });
    tab.sessionStorage.setItem('begun', JSON.stringify(begun));
    tab.location.assign(begun.url);
  },
  names: async calls => (await Promise.all(Array.from({ length: calls }, () => nat.me()))).map(({ name }) => name),
  later: milliseconds => void (skew += milliseconds),
  signOut: () => nat.signOut(),
};

async function begin(): Promise<void> {
  if (tab.location.pathname !== '/signed-in') return nat.refresh();
  const begun = JSON.parse(tab.sessionStorage.getItem('begun')!) as BegunSignIn;
  await finishSignIn(nat, tab.location.href, begun);
  tab.history.replaceState(null, '', '/');
}
tab.app.state = await begin().then(
  () => 'in' as const,
  () => 'out' as const,
);
