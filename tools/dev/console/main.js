import { Desk } from './control/desk.js';
import { Store } from './control/store.js';
import { NatProblem } from './protocol/problem.js';
import { initialState } from './state/console-state.js';
import { placeOf, placeText } from './state/place.js';
import { pageView } from './view/page.js';
import { saveFile } from './view/save-file.js';
import { signInView } from './view/sign-in.js';

/**
 * Who is signed in, with a store of their own: what comes late for somebody who has left goes nowhere.
 *
 * @typedef {{ desk: Desk, store: Store<ConsoleState>, page: import('./view/dom.js').View<ConsoleState> }} SignedIn
 * @typedef {import('./state/console-state.js').ConsoleState} ConsoleState
 */

const settings = await (await fetch('/settings.json')).json();
/** @type {SignedIn | undefined} */
let current;

/** @param {import('./state/place.js').Place} place */
async function signIn({ conversationId, ...account }) {
  const store = new Store(initialState());
  const desk = new Desk(account, store);
  try {
    await desk.begin(conversationId);
    const page = pageView({ nationOrigin: settings.nationOrigin, ...account }, actionsOf(desk));
    current = { desk, store, page };
    document.body.replaceChildren(page.node);
    draw();
    remember();
    store.subscribe(() => {
      drawSoon();
      remember();
    });
  } catch (error) {
    desk.close();
    showSignIn(NatProblem.of(error).problem);
  }
}

/** What the page can do, by the parts of the desk that do it. @param {Desk} of @returns {Parameters<typeof pageView>[1]} */
function actionsOf({ account, queries, conversations, decisions, activity, context }) {
  const { api, attempt, store } = context;
  return {
    send: (text, about) => queries.ask(text, about && /** @type {any} */ ({ ...about, nationSlug: account.nationSlug })),
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
    signOut: () => showSignIn(),
  };
}

/** @param {import('./protocol/problem.js').ProblemDocument} [problem] why one is here again */
function showSignIn(problem) {
  current?.desk.close();
  current = undefined;
  history.replaceState(null, '', ' ');
  const view = signInView(settings, signIn);
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
  const text = placeText({ ...current.desk.account, conversationId: current.store.state.conversationId });
  if (location.hash !== text) history.replaceState(null, '', text);
}

// Time left, and how long ago.
setInterval(draw, 1_000);
document.addEventListener('visibilitychange', () => current?.desk.visibilityChanged());

const place = placeOf(location.hash);
if (place) await signIn(place);
else showSignIn();
