// Uses the developer console as a person would, in a headless Chromium and against a whole Nat of its own, and compares what
// the page says with what the sandbox nation holds.
//   npm run check:console [-- --pictures FOLDER]
import './src/quiet-sdk.ts';
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { startBrowser } from './headless-chromium.mjs';
import { consolePlace, openConsole } from './src/console/open-console.ts';
import { startStack } from './src/index.ts';

const { values } = parseArgs({ options: { pictures: { type: 'string' } } });
const question = 'How many volunteers live in Austin, and who gave over $100 last month?';
const order = 'Tag everyone who gave over $100 last month as major donor';
const box = "document.querySelector('.composer textarea')";
const pageKind = "document.querySelector('.composer select')";
const card = status => `[...document.querySelectorAll('main .card')].findLast(each => each.dataset.status === '${status}')`;
const ended = number =>
  `document.querySelectorAll('.exchange').length === ${number} && ['completed', 'failed', 'canceled'].includes([...document.querySelectorAll('.exchange')].at(-1).dataset.status)`;

/** Records of the sandbox nation that are not as it began: `verb type` and how many. */
async function changes({ urls, controlKey }) {
  const answer = await fetch(`${urls.nationbuilder}/__sandbox/diff`, { headers: { 'x-sandbox-key': controlKey } });
  return answer.json();
}

async function ask(page, text) {
  await page.until(`!document.querySelector('.composer button:not([type])').disabled`);
  await page.evaluate(`${box}.focus()`);
  await page.type(text);
  await page.press('Enter');
}

const choosePage = (page, kind) =>
  page.evaluate(`(select => { select.value = '${kind}'; select.dispatchEvent(new Event('change')); })(${pageKind})`);
const shot = async (page, name) => values.pictures && page.screenshot(join(values.pictures, name));
const step = text => process.stdout.write(`✓ ${text}\n`);

async function check(stack, console, browser) {
  const page = await browser.open(console.url);
  await page.click('button', 'Sign in');
  await page.until(`!!${box}`);
  step('signs in');

  await choosePage(page, 'person');
  await page.evaluate("document.querySelector('.composer .page input').value = 'no number'");
  await choosePage(page, '');
  await ask(page, question);
  await page.until(ended(1));
  assert.match(await page.evaluate("document.querySelector('.answer .text').textContent"), /\d+ volunteers live in Austin/);
  step('asks a question and shows the answer');

  await ask(page, 'Tag Rosa Abbott as VIP');
  await page.until(ended(2));
  await page.until(`document.querySelector('.action .chip')?.textContent === 'Done'`);
  step('makes a small change at once, and lists it');

  const before = JSON.stringify(await changes(stack));
  await ask(page, order);
  await page.until(`!!${card('pending')}`);
  assert.match(await page.evaluate(`${card('pending')}.textContent`), /14 people/);
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'Cancel');
  await page.press('Escape');
  await page.until(ended(3));
  assert.equal(JSON.stringify(await changes(stack)), before);
  step('holds a change, and Esc leaves it undone');

  await ask(page, order);
  await page.evaluate(`${pageKind}.focus()`);
  await page.until(`!!${card('pending')}`);
  assert.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Page kind');
  step('takes the focus from no field');

  await page.send('Page.reload');
  await page.until(`!!${card('pending')}`);
  const address = await page.evaluate('location.href');
  const second = await browser.open(address);
  await second.until(`!!${card('pending')}`);
  step('finds a waiting change again after a reload, and in a second tab');

  await shot(page, 'console.png');
  await second.click('main .card[data-status="pending"] button', 'Proceed');
  await page.until(ended(4));
  await page.until(`!!${card('executed')}`);
  assert.notEqual(JSON.stringify(await changes(stack)), before);
  step('proceeds in one tab, and the other one shows it');

  await page.until(`document.querySelectorAll('.action[data-tone="good"]').length === 2`);
  await page.click('.action button', 'Undo');
  await page.until(`document.activeElement.closest('aside .card')?.dataset.status === 'pending'`);
  await page.click('aside .card button', 'Proceed');
  await page.until(`[...document.querySelectorAll('.action .chip')].some(each => each.textContent === 'Undone')`);
  assert.equal(JSON.stringify(await changes(stack)), before);
  step('undoes it, and the nation is as it was');

  await page.click('[role=tab]', 'Raw events');
  const rows = await page.evaluate("document.querySelectorAll('.events li').length");
  const shown = "document.querySelectorAll('.exchange')[3].innerText";
  const thread = await page.evaluate(shown);
  await page.click('.raw form button', 'Resume');
  await page.until(`document.querySelectorAll('.events li').length === ${2 * rows}`);
  assert.equal(await page.evaluate(shown), thread);
  step('reads all events again, and shows the same');

  await page.click('[role=tab]', 'Activity');
  await bulk(page);
  step('carries out a change of many people, and tells what became of each');

  assert.deepEqual([...page.errors, ...second.errors], []);
  step('met no error, and nothing that its policy forbids');
}

/** Tags 59 people, then 420 of whom those are a part. */
async function bulk(page) {
  await page.click('.conversations button', 'New conversation');
  for (const [number, who] of ['all volunteers in Austin', 'all volunteers'].entries()) {
    await ask(page, `Tag ${who} as spring team`);
    await page.click('main .card[data-status="pending"] button', 'Proceed');
    await page.until(ended(number + 1));
  }
  await page.until(
    `document.querySelector('.action:first-child .counts').innerText.replaceAll(/\\s+/g, ' ').startsWith('done 361 already so 59')`,
  );
  await shot(page, 'console-bulk.png');
}

const closers = [];
try {
  const place = await consolePlace({ NAT_CONSOLE_PORT: '0' });
  const stack = await startStack({ ports: 'free', logLevel: 'error', webOrigins: place.origins });
  closers.push(() => stack.close());
  const console = await openConsole(stack.urls, place);
  closers.push(() => console.close());
  const browser = await startBrowser();
  closers.push(() => browser.close());
  await check(stack, console, browser);
} finally {
  for (const close of closers.reverse()) await close();
}
process.exit(0);
