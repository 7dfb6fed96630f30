import { Desk } from './control/desk.js';
import { Store } from './control/store.js';
import { Api } from './protocol/api.js';
import { BrowserSession } from './protocol/browser-session.js';
import { beginSignIn, finishSignIn } from './protocol/browser-sign-in.js';
import { DemoSession } from './protocol/demo-session.js';
import { NatProblem } from './protocol/problem.js';
import { Transport } from './protocol/transport.js';
import { initialState } from './state/console-state.js';
import { placeOf, placeText, signedInPerson } from './state/place.js';
import { noNationView } from './view/no-nation.js';
import { pageView } from './view/page.js';
import { saveFile } from './view/save-file.js';
import { signInView } from './view/sign-in.js';

/**
 * Who is signed in, with a store of their own: what comes late for somebody who has left goes nowhere.
 *
 * @typedef {{ desk: Desk, store: Store<ConsoleState>, page: import('./view/dom.js').View<ConsoleState>, place: Place }} SignedIn
 * @typedef {import('./state/console-state.js').ConsoleState} ConsoleState
 * @typedef {import('./state/place.js').Place} Place
 * @typedef {import('./protocol/transport.js').Session} Session
 */

const settings = await (await fetch('/settings.json')).json();
const send = window.fetch.bind(window);
const now = () => Date.now();
/** @type {SignedIn | undefined} */
let current;
/** Nat may not have heard that its person left here, or knows the browser under another name: whoever comes next is asked who they are. */
let askAgain = false;

/** @param {Place} place */
async function signInAsDemoUser(place) {
  await enter(new DemoSession({ user: place.user, nationSlug: place.nationSlug }, send, now), place);
}

/** Leaves this page for Nat's own pages. */
async function signInAsPerson() {
  location.assign(await beginSignIn(settings.gateway, location.origin, sessionStorage, askAgain));
}

/** Goes on as whoever this browser is signed in as. @param {(session: BrowserSession) => Promise<void>} begin @param {Partial<Place>} [place] */
async function goOnAsPerson(begin, place = {}) {
  const session = new BrowserSession(send, now, lockOfTabs, showSignIn);
  try {
    await begin(session);
    await enter(session, { ...place, user: signedInPerson });
  } catch (error) {
    showSignIn(NatProblem.of(error).problem);
  }
}

/** @param {() => Promise<void>} work */
async function lockOfTabs(work) {
  await navigator.locks.request('nat session', work);
}

/** Shows the desk of somebody in a nation: the one that was asked for if they belong to it, else their first. @param {Session} session @param {Partial<Place> & { user: string }} asked */
async function enter(session, { conversationId, user, ...asked }) {
  const store = new Store(initialState());
  /** @type {Desk | undefined} */
  let desk;
  try {
    const me = await new Api(new Transport(session, undefined, send)).me();
    const mine = me.memberships.find(({ nationSlug }) => nationSlug === asked.nationSlug) ?? me.memberships[0];
    if (!mine) return document.body.replaceChildren(noNationView(me.name, () => void leave(session)));
    const { nationSlug, role } = mine;
    desk = new Desk(new Transport(session, nationSlug, send), store);
    await desk.begin(role, conversationId);
    const isPerson = user === signedInPerson;
    const person = { name: isPerson ? me.name : user, leaving: isPerson ? 'Sign out' : 'Switch user' };
    const nations = me.memberships.map(each => each.nationSlug);
    const page = pageView(
      { nationOrigin: settings.nationOrigin, nationSlug, nations, ...person },
      actionsOf(desk, session, user),
    );
    current?.desk.close();
    current = { desk, store, page, place: { nationSlug, user } };
    document.body.replaceChildren(page.node);
    draw();
    remember();
    store.subscribe(() => {
      drawSoon();
      remember();
    });
  } catch (error) {
    desk?.close();
    showSignIn(NatProblem.of(error).problem);
  }
}

/** What the page can do, by the parts of the desk that do it. @param {Desk} of @param {Session} session @param {string} user @returns {Parameters<typeof pageView>[1]} */
function actionsOf({ queries, conversations, decisions, activity, signIns, context }, session, user) {
  const { api, attempt, store } = context;
  const { nationSlug } = api.transport;
  const isPerson = user === signedInPerson;
  return {
    send: (text, about) => queries.ask(text, about && /** @type {any} */ ({ ...about, nationSlug })),
    stop: () => void queries.stop(),
    cut: () => queries.cut(),
    resume: after => queries.resume(after),
    showSteps: queryId => queries.follow(queryId),
    decide: (card, decision, more) => void decisions.decide(card, decision, more),
    download: id => void attempt(async () => saveFile(await api.exportFile(id))),
    startPlan: () => void attempt(() => api.startPlan().then(() => store.update(state => ({ ...state, problem: undefined })))),
    startNew: () => conversations.startNew(),
    open: id => void conversations.open(id),
    rename: (id, title) => void conversations.rename(id, title),
    remove: id => void conversations.remove(id),
    undo: (id, acceptChanges) => void activity.undo(id, acceptChanges),
    cancel: id => void activity.cancel(id),
    showEverybody: everybody => activity.showEverybody(everybody),
    readSignIns: () => void attempt(() => signIns.refresh()),
    endSession: id => void signIns.end(id),
    signOut: () => (isPerson ? void leave(session) : showSignIn()),
    signOutEverywhere: () => void attempt(() => api.endAllSessions().then(() => left(session))),
    chooseNation: chosen => void enter(session, { nationSlug: chosen, user }),
  };
}

/** Signs out at Nat too, as far as it can be reached. @param {Session} session */
async function leave(session) {
  const api = new Api(new Transport(session, undefined, send));
  const problem = await api.endSession('current').then(
    () => undefined,
    error => NatProblem.of(error).problem,
  );
  left(session, problem?.status === 401 ? undefined : problem);
}

/** @param {Session} session @param {import('./protocol/problem.js').ProblemDocument} [problem] */
function left(session, problem) {
  session.end?.();
  askAgain = true;
  showSignIn(problem);
}

/** @param {import('./protocol/problem.js').ProblemDocument} [problem] why one is here again */
function showSignIn(problem) {
  current?.desk.close();
  current = undefined;
  history.replaceState(null, '', '/');
  const view = signInView(settings, signInAsDemoUser, signInAsPerson);
  document.body.replaceChildren(view.node);
  if (problem) view.refused(problem);
  view.focus();
}

let drawing = 0;
/** Once per frame, however much happens in it. */
function drawSoon() {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    draw();
  });
}
function draw() {
  current?.page.update(current.store.state);
}

/** The address tells who and which conversation, never a token: a reload, or a second tab, finds both again. */
function remember() {
  if (!current) return;
  const text = placeText({ ...current.place, conversationId: current.store.state.conversationId });
  if (location.pathname + location.search + location.hash !== `/${text}`) history.replaceState(null, '', `/${text}`);
}

/** What the address of this page asks for. */
async function begin() {
  const place = placeOf(location.hash);
  if (location.pathname === '/signed-in') {
    const request = finishSignIn(location.href, sessionStorage);
    if (request) return goOnAsPerson(session => session.start(request));
  }
  if (place?.user === signedInPerson) return goOnAsPerson(session => session.resume(), place);
  if (place) return signInAsDemoUser(place);
  showSignIn();
}

// Time left, and how long ago.
setInterval(draw, 1_000);
document.addEventListener('visibilitychange', () => current?.desk.visibilityChanged());
await begin();
