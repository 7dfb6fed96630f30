// What a person does on Nat's own pages, and on NationBuilder's, to sign in.
import { beginSignIn } from '@nat/client';

/** True of a page with a heading that begins so. */
export const heading = text => `document.querySelector('h1')?.textContent.startsWith(${JSON.stringify(text)})`;

/** Steps against a stack; each page on the way is looked at. */
export function signInSteps(stack, audit) {
  async function fill(page, field, text) {
    await page.until(`!!document.getElementById('${field}')`);
    await page.evaluate(`(field => { field.value = ''; field.focus(); })(document.getElementById('${field}'))`);
    await page.type(text);
  }

  /** The newest mail to an address. */
  async function mailTo(address) {
    const { mails } = await (await fetch(`${stack.urls.mail}/api/mails?to=${encodeURIComponent(address)}`)).json();
    const { text } = mails[0];
    return { code: /Your code: (\d{6})/.exec(text)?.[1], link: /http\S+/.exec(text)[0] };
  }

  /** On the first page: asks for a mail. */
  async function askForMail(page, address) {
    await page.until(heading('Sign in'));
    await fill(page, 'email', address);
    await page.press('Enter');
    await page.until(heading('Check your mail'));
    await audit.look(page, 'sign-in-code');
  }

  async function signInByCode(page, address) {
    await askForMail(page, address);
    await fill(page, 'code', (await mailTo(address)).code);
    await page.press('Enter');
  }

  /** On the first page: goes to NationBuilder, and decides there as often as it asks. */
  async function signInWithNationBuilder(page, { nation = 'demo', user = 'ada', decision = 'Allow', times = 1 }) {
    await page.until(heading('Sign in'));
    await fill(page, 'nation', nation);
    await page.press('Enter');
    for (let asked = 0; asked < times; asked++) {
      await page.until(heading('Nat (sandbox) wants'));
      const address = await page.evaluate('location.href');
      await page.evaluate(`document.querySelector('input[value=${user}]').click()`);
      await page.click('button', decision);
      await page.until(`location.href !== ${JSON.stringify(address)}`);
    }
  }

  /** A sign-in of the command line that nobody waits for: only its pages matter. */
  async function startAddress() {
    const request = { clientId: 'cli', redirectUri: 'http://127.0.0.1:9/signed-in', baseUrl: stack.urls.gateway };
    return (await beginSignIn(request)).url;
  }

  return { fill, mailTo, askForMail, signInByCode, signInWithNationBuilder, startAddress };
}
