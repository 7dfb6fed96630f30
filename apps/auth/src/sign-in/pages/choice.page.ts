import type { BrowserAnswer } from '@nat/contracts';
import { html, type Html, pageAnswer } from '@nat/pages';
import { alert, described, hidden, type Shown } from './parts';

/** What somebody has typed so far, and what was wrong with it. */
export interface ChoiceMade {
  nation?: string;
  email?: string;
  problem?: { field: 'nation' | 'email'; text: string };
}

export interface ChoicePage extends ChoiceMade {
  signIn: Shown;
  /** Origins that NationBuilder's consent pages live at, and the client's own: where the forms may end. */
  formActions: readonly string[];
  /** What people call the external issuer, where there is one. */
  externalName?: string;
  /** Name of who is signed in with this browser already. */
  signedInAs?: string;
}

/**
 * What is signed in to, where that is another program than the browser. Any program on a machine can ask for the command line's
 * sign-in, so its person is asked whether it was them.
 */
const programs: Record<string, string> = {
  cli: 'You are signing in to the Nat command line. Go on only if you have just asked for that in your terminal.',
  extension: 'You are signing in to the Nat extension of this browser.',
};

/** Of several ways, one stands out. */
const quiet = html` class="quiet"`;

/** The first page: with NationBuilder, by e-mail, or as who is signed in already. */
export function choicePage(page: ChoicePage, cookies: BrowserAnswer['cookies']): BrowserAnswer {
  const { signIn, formActions, signedInAs } = page;
  const program = programs[signIn.clientId];
  const body = html`${program !== undefined && html`<p>${program}</p>`} ${signedInAs !== undefined && goOnAs(signIn, signedInAs)}
    ${withNationBuilder(page)} ${withExternal(page)}
    <h2>Or by e-mail</h2>
    ${byEmail(page)}`;
  return pageAnswer(page.problem ? 422 : 200, { title: 'Sign in to Nat', body, formActions }, cookies);
}

function goOnAs(signIn: Shown, name: string): Html {
  return html`<form method="post" action="/v1/auth/continue">
      ${hidden(signIn)}
      <button>Continue as ${name}</button>
    </form>
    <h2>Or as somebody else</h2>`;
}

function withNationBuilder({ signIn, nation, problem, signedInAs }: ChoicePage): Html {
  return html`<form method="post" action="/v1/auth/nationbuilder">
    ${hidden(signIn)}
    <label for="nation">Your nation</label>
    ${problem?.field === 'nation' && alert('nation-problem', problem.text)}
    <div class="host">
      <input
        id="nation"
        name="nation"
        value="${nation ?? ''}"
        required
        maxlength="200"
        autocomplete="organization"
        autocapitalize="none"
        spellcheck="false"
        ${described(problem?.field === 'nation', 'nation-problem')}
      /><span>.nationbuilder.com</span>
    </div>
    <button${signedInAs !== undefined && quiet}>Sign in with NationBuilder</button>
  </form>`;
}

/** A link and not a form: where it leads on to is the issuer's, and no form of this page may end there. */
function withExternal({ signIn, externalName }: ChoicePage): Html | false {
  return (
    externalName !== undefined &&
    html`<h2>Or with your organization</h2>
      <a class="button quiet" href="/v1/auth/oidc/start?signIn=${signIn.signInId}">Sign in with ${externalName}</a>`
  );
}

function byEmail({ signIn, email, problem }: ChoicePage): Html {
  return html`<form method="post" action="/v1/auth/email">
    ${hidden(signIn)}
    <label for="email">Your e-mail address</label>
    ${problem?.field === 'email' && alert('email-problem', problem.text)}
    <input
      id="email"
      name="email"
      type="email"
      value="${email ?? ''}"
      required
      maxlength="254"
      autocomplete="email"
      ${described(problem?.field === 'email', 'email-problem')}
    />
    <button class="quiet">Send me a code</button>
  </form>`;
}
