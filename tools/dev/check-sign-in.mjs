// Signs in as people do, in a headless Chromium and against a whole Nat of its own: by the code and the link of a mail, with
// NationBuilder's double, to the console, to a web app and to the command line. Looks at every page on the way.
//   npm run check:sign-in [-- --pictures FOLDER]
import './src/quiet-sdk.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NatClient } from '@nat/client';
import { startBrowser } from './headless-chromium.mjs';
import { Audit } from './page-audit.mjs';
import { heading, signInSteps } from './sign-in-steps.mjs';
import { consolePlace, openConsole } from './src/console/open-console.ts';
import { startStack } from './src/index.ts';
import { ask } from './test/ask-process.mjs';
import { startWebApp } from './test/web-app.mjs';

const { values } = parseArgs({ options: { pictures: { type: 'string' } } });
const audit = new Audit(values.pictures);
const step = text => process.stdout.write(`✓ ${text}\n`);

/** What went wrong in a page, but for refusals: a browser logs the status of a page that says what is wrong, too. */
const unexpected = ({ errors }) => errors.filter(each => !/^Failed to load resource: .* status of 4\d\d/.test(each));

async function checkPages(browser, { fill, mailTo, askForMail, startAddress }) {
  const page = await browser.open(await startAddress());
  await page.scripts(false);
  await page.until(heading('Sign in'));
  await audit.look(page, 'sign-in');
  await fill(page, 'nation', 'no nation at all');
  await page.click('button', 'Sign in with NationBuilder');
  await page.until("!!document.getElementById('nation-problem')");
  await audit.look(page, 'sign-in-no-nation');
  await fill(page, 'email', 'somebody@nowhere');
  await page.evaluate("document.getElementById('email').form.noValidate = true");
  await page.press('Enter');
  await page.until("!!document.getElementById('email-problem')");
  await audit.look(page, 'sign-in-no-address');
  step('says what is wrong with a nation or an address, without scripts');

  const address = 'ada@example.org';
  await askForMail(page, address);
  const { code, link } = await mailTo(address);
  await fill(page, 'code', code === '000000' ? '111111' : '000000');
  await page.press('Enter');
  await page.until("!!document.getElementById('code-problem')");
  await audit.look(page, 'sign-in-wrong-code');
  step('takes no wrong code, and lets one try again');

  const other = await browser.open(link, await browser.newProfile());
  await other.until(heading('Another browser began this'));
  await audit.look(other, 'sign-in-other-browser');
  step('lets nobody in by the link in another browser');

  await page.send('Page.navigate', { url: link });
  await page.until(heading('Finish signing in'));
  await audit.look(page, 'sign-in-link');
  return [page, other];
}

/** What NationBuilder may say instead of yes. */
async function checkRefusals(browser, { signInWithNationBuilder, startAddress }) {
  const page = await browser.open(await startAddress());
  await page.scripts(false);
  const ends = [
    [{ decision: 'Deny' }, 'You did not allow it', 'sign-in-denied'],
    [{ user: 'lena' }, 'NationBuilder does not let you use apps', 'sign-in-stranger'],
    [{ user: 'nils' }, 'NationBuilder does not let you use apps', 'sign-in-stranger'],
  ];
  for (const [choice, title, name] of ends) {
    await signInWithNationBuilder(page, choice);
    await page.until(heading(title));
    await audit.look(page, name);
    await page.click('a.button');
    await page.until(heading('Sign in'));
  }
  step('tells a denial, somebody without the control panel, and somebody without apps, with a way on from each');
  return [page];
}

async function checkConsole(console, browser, { signInWithNationBuilder, startAddress }) {
  const page = await browser.open(console.url, await browser.newProfile());
  await page.click('button', 'With NationBuilder');
  await signInWithNationBuilder(page, {});
  await page.until("!!document.querySelector('.composer textarea')");
  await page.until("document.querySelector('header.top').innerText.includes('Ada Admin')");
  assert.equal(await page.evaluate('location.pathname + location.search'), '/');
  const cookies = await page.cookies();
  assert.deepEqual(cookies.map(({ name }) => name).toSorted(), ['nat_browser', 'nat_oauth', 'nat_refresh', 'nat_sign_in']);
  assert.ok(cookies.every(({ httpOnly }) => httpOnly));
  assert.equal(cookies.find(({ name }) => name === 'nat_refresh').sameSite, 'Strict');
  assert.equal(await page.evaluate('document.cookie + JSON.stringify({ ...sessionStorage, ...localStorage })'), '{}');
  step('signs in to the console with NationBuilder; no script can read a cookie, no storage holds a token');

  await page.send('Page.reload');
  await page.until("!!document.querySelector('.composer textarea')");
  const second = await browser.openBeside(page, await page.evaluate('location.href'));
  await second.until("!!document.querySelector('.composer textarea')");
  await page.click('[role=tab]', 'Sign-ins');
  await page.until("document.querySelectorAll('.sign-ins li').length > 0");
  assert.equal(await page.evaluate("document.querySelectorAll('.sign-ins .chip').length"), 1);
  await audit.picture(page, 'console-sign-ins');
  step('finds its session again after a reload and in a second tab, and lists it');

  const copy = cookies.find(({ name }) => name === 'nat_browser').value;
  const asCopied = async () => (await fetch(await startAddress(), { headers: { cookie: `nat_browser=${copy}` } })).text();
  assert.match(await asCopied(), /Continue as Ada/);
  await page.click('header button', 'Sign out');
  await page.click('button', 'With NationBuilder');
  await page.until(heading('Sign in'));
  assert.equal(await page.evaluate("document.body.innerText.includes('Ada')"), false);
  await second.until(heading('Nat developer console'), 60_000);
  assert.doesNotMatch(await asCopied(), /Ada/);
  step('signs out in every tab and the browser with them, copies of its cookie too, and asks who comes next');

  await signInWithNationBuilder(page, {});
  await page.until("!!document.querySelector('.composer textarea')");
  return [page, second];
}

/** Whoever comes first from a nation is asked twice by NationBuilder: for themselves, and for the nation. */
async function checkFirstOfNation(console, browser, { signInWithNationBuilder }) {
  const page = await browser.open(console.url, await browser.newProfile());
  await page.click('button', 'With NationBuilder');
  await signInWithNationBuilder(page, { nation: 'https://other.nationbuilder.com/admin', times: 2 });
  await page.until("/other.*Ada Admin.*owner/s.test(document.querySelector('header.top')?.innerText)");
  step('takes the first of a nation, by the address of its control panel, as its owner');
  return [page];
}

/** Somebody is invited to two nations, joins both, and chooses between them. */
async function checkInvited(stack, console, browser, { signInByCode, mailTo }) {
  const email = 'invited@example.org';
  const page = await browser.open('about:blank', await browser.newProfile());
  for (const nationSlug of ['demo', 'other']) {
    const { accessToken } = await new NatClient({ baseUrl: stack.urls.gateway }).signInSandbox({ nationSlug, user: 'ada' });
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const invite = { method: 'POST', headers, body: JSON.stringify({ email, role: 'member' }) };
    assert.equal((await fetch(`${stack.urls.gateway}/v1/invites`, invite)).status, 201);
    await page.send('Page.navigate', { url: (await mailTo(email)).link });
    if (nationSlug === 'demo') await signInByCode(page, email);
    await page.until(heading(`Join ${nationSlug}`));
    await audit.look(page, 'join');
    await page.click('button');
    await page.until(heading('You are in'));
    await audit.look(page, 'joined');
  }
  await page.send('Page.navigate', { url: console.url });
  await page.click('button', 'With NationBuilder');
  await page.until("document.querySelectorAll('select.nation option').length === 2");
  const choice = "document.querySelector('select.nation')";
  await page.evaluate(`(${choice}.value = 'other', ${choice}.dispatchEvent(new Event('change')))`);
  await page.until(`location.hash.startsWith('#/other/~') && ${choice}.value === 'other'`);
  step('joins two nations by invitation, and chooses between them in the console');
  return [page];
}

async function checkCommandLine(stack, browser, signedIn, { signInByCode }) {
  const folder = mkdtempSync(join(tmpdir(), 'nat-sign-in-'));
  try {
    const stranger = ask(folder, stack, '--sign-in');
    const page = await browser.open(await stranger.address(), await browser.newProfile());
    await page.scripts(false);
    await signInByCode(page, 'newcomer@example.org');
    await page.until(heading('You can close this window'));
    await audit.look(page, 'signed-in-command-line');
    const { code, out } = await stranger.ended;
    assert.deepEqual([code, out], [0, 'Signed in as newcomer. You belong to no nation yet.\n']);
    assert.match((await ask(folder, stack, 'How many lists are there?').ended).errors, /You belong to no nation yet/);
    step('signs in to the command line by e-mail, as somebody new');

    const known = ask(folder, stack, '--sign-in');
    await signedIn.send('Page.navigate', { url: await known.address() });
    await signedIn.until(heading('Sign in'));
    await audit.look(signedIn, 'sign-in-known');
    await signedIn.click('button', 'Continue as Ada Admin');
    await signedIn.until(heading('You can close this window'));
    assert.match((await known.ended).out, /^Signed in as Ada Admin\. Your nations: demo \(owner\)/);
    const questions = ['How many lists are there?', 'How many people are tagged volunteer?'];
    const answers = await Promise.all(questions.map(question => ask(folder, stack, '--json', question).ended));
    assert.deepEqual(
      answers.map(answer => [answer.code, JSON.parse(answer.out).status]),
      [
        [0, 'completed'],
        [0, 'completed'],
      ],
    );
    assert.match((await ask(folder, stack, '--sessions').ended).out, /^cli .* this one$/m);
    assert.equal((await ask(folder, stack, '--sign-out', '--everywhere').ended).out, 'Signed out everywhere.\n');
    assert.equal((await ask(folder, stack, '--sessions').ended).code, 3);
    step('goes on in the command line as whom the browser knows, asks, and signs out everywhere');
    return [page];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const names = (page, calls) => page.evaluate(`app.names(${calls})`);

async function checkWebApp(app, browser, { askForMail, mailTo }) {
  const page = await browser.open(app.url, await browser.newProfile());
  await page.until("app.state === 'out'");
  const before = page.errors.splice(0); // a renewal without a session is refused, which the browser logs
  assert.equal(before.filter(each => !each.includes('401')).length, 0);
  await page.evaluate('void app.signIn()');
  await page.until(heading('Sign in'));
  await askForMail(page, 'web@example.org');
  await page.send('Page.navigate', { url: (await mailTo('web@example.org')).link });
  await page.until(heading('Finish signing in'));
  await page.click('button', 'Sign in');
  await page.until("globalThis.app?.state === 'in'");
  assert.equal(await page.evaluate('document.cookie'), '');
  step('signs in to a web app of another origin by the link of a mail');

  await page.send('Page.reload');
  await page.until("globalThis.app?.state === 'in'");
  const second = await browser.openBeside(page, app.url);
  await second.until("globalThis.app?.state === 'in'");
  const tabs = [page, second];
  for (const tab of tabs) await tab.evaluate('app.renewals = 0, app.later(900_000)');
  const told = await Promise.all(tabs.map(tab => names(tab, 25)));
  assert.equal(new Set(told.flat()).size, 1);
  assert.deepEqual(await Promise.all(tabs.map(tab => tab.evaluate('[app.renewals, app.signedOut.length]'))), [
    [1, 0],
    [1, 0],
  ]);
  step('renews once in each of two tabs for 25 calls at once, and both go on');

  await page.evaluate('app.signOut()');
  await second.evaluate('app.later(900_000)');
  assert.equal(await second.evaluate('app.names(1).catch(({ code }) => code)'), 'unauthenticated');
  assert.deepEqual(await second.evaluate('app.signedOut'), ['unauthenticated']);
  second.errors.splice(0);
  step('is signed out in both');
  return tabs;
}

const closers = [];
try {
  const [place, appPlace] = [await consolePlace({ NAT_CONSOLE_PORT: '0' }), await consolePlace({ NAT_CONSOLE_PORT: '0' })];
  const webOrigins = [...place.origins, ...appPlace.origins];
  // Everybody here comes from one address, and faster than people do.
  const environment = { ...process.env, SIGN_INS_PER_MINUTE: '200' };
  const stack = await startStack({ ports: 'free', logLevel: 'error', webOrigins, environment });
  closers.push(() => stack.close());
  const console = await openConsole(stack.urls, place);
  closers.push(() => console.close());
  const app = await startWebApp({ gateway: stack.urls.gateway, port: appPlace.port });
  closers.push(() => app.close());
  const browser = await startBrowser();
  closers.push(() => browser.close());
  const steps = signInSteps(stack, audit);
  const pages = [...(await checkPages(browser, steps)), ...(await checkRefusals(browser, steps))];
  const atConsole = await checkConsole(console, browser, steps);
  pages.push(...atConsole, ...(await checkFirstOfNation(console, browser, steps)));
  pages.push(...(await checkInvited(stack, console, browser, steps)));
  pages.push(...(await checkCommandLine(stack, browser, atConsole[0], steps)), ...(await checkWebApp(app, browser, steps)));
  assert.deepEqual(pages.flatMap(unexpected), []);
  step(`met no error, and nothing that a policy forbids; looked at ${audit.seen.size} pages, light, dark and narrow`);
} finally {
  for (const close of closers.reverse()) await close();
}
process.exit(0);
