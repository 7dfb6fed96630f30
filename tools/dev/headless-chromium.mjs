// A headless Chromium for checks, driven over its own pipe (DevTools protocol): no package, no port, no driver program.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const programs = process.env.CHROMIUM ? [process.env.CHROMIUM] : ['chromium', 'chromium-browser', 'google-chrome'];

/** Starts the first Chromium there is. Rejects when there is none: set CHROMIUM to its path. */
export async function startBrowser() {
  const profile = mkdtempSync(join(tmpdir(), 'nat-chromium-'));
  for (const program of programs) {
    const child = spawn(program, switches(profile), { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    const started = await new Promise(resolve => child.once('spawn', () => resolve(true)).once('error', () => resolve(false)));
    if (started) return new Browser(child, profile);
  }
  throw new Error(`none of ${programs.join(', ')} is installed; set CHROMIUM to the path of one`);
}

function switches(profile) {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const quiet = ['--no-first-run', '--disable-extensions', '--disable-background-networking', '--disable-component-update'];
  return [
    '--headless=new',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    '--force-color-profile=srgb',
    ...quiet,
    ...sandbox,
  ];
}

class Browser {
  #waiting = new Map();
  #pages = new Map();
  #number = 0;

  constructor(child, profile) {
    this.child = child;
    this.profile = profile;
    let rest = '';
    child.stdio[4].setEncoding('utf8').on('data', piece => {
      const messages = (rest + piece).split('\0');
      rest = messages.pop();
      for (const message of messages) this.#take(JSON.parse(message));
    });
  }

  #take({ id, result, error, method, params, sessionId }) {
    if (id === undefined) return this.#pages.get(sessionId)?.take(method, params);
    const { resolve, reject, name } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) reject(new Error(`${name}: ${error.message}`));
    else resolve(result);
  }

  send(method, params = {}, sessionId) {
    const id = ++this.#number;
    this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, name: method }));
  }

  /** Cookies and storage apart from all others, as of another person at another machine; for {@link open}. */
  async newProfile() {
    return (await this.send('Target.createBrowserContext')).browserContextId;
  }

  /** A window of its own at an address; in a profile of its own where one is given. */
  async open(address, browserContextId) {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', newWindow: true, browserContextId });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId, browserContextId);
    this.#pages.set(sessionId, page);
    for (const domain of ['Page', 'Runtime', 'Log']) await page.send(`${domain}.enable`);
    await page.look({});
    await page.send('Page.navigate', { url: address });
    return page;
  }

  /** Another tab of the browser that a page is in. */
  openBeside({ profile }, address) {
    return this.open(address, profile);
  }

  async close() {
    const ended = new Promise(resolve => this.child.once('exit', resolve));
    await this.send('Browser.close').catch(() => this.child.kill());
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One tab. */
class Page {
  /** What went wrong in it: errors thrown, refused by the policy of the page, or logged. */
  errors = [];

  constructor(browser, sessionId, profile) {
    this.browser = browser;
    this.sessionId = sessionId;
    this.profile = profile;
  }

  send(method, params) {
    return this.browser.send(method, params, this.sessionId);
  }

  take(method, params) {
    if (method === 'Runtime.exceptionThrown')
      this.errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === 'Log.entryAdded' && params.entry.level === 'error')
      this.errors.push(`${params.entry.text} ${params.entry.url ?? ''}`);
  }

  /** Changes how large the window is, and which colors its person likes. */
  async look({ width = 1440, height = 900, scheme = 'light' }) {
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    await this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  }

  /** Whether scripts of pages run; what is evaluated from here runs all the same. */
  scripts(run) {
    return this.send('Emulation.setScriptExecutionDisabled', { value: !run });
  }

  /** Cookies that the page's address is sent. */
  async cookies() {
    return (await this.send('Network.getCookies')).cookies;
  }

  /** Value of an expression in the page; a promise is awaited. */
  async evaluate(expression) {
    const answer = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
    return answer.result.value;
  }

  /** Asks until the expression is true; its value. Rejects after `timeoutMs` with what the page shows then. */
  async until(expression, timeoutMs = 30_000) {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const value = await this.evaluate(expression).catch(() => undefined);
      if (value) return value;
      if (Date.now() > deadline) {
        const shown = await this.evaluate('document.body.innerText');
        throw new Error(`not within ${timeoutMs / 1000} s: ${expression}\nThe page shows:\n${shown}\n${this.errors.join('\n')}`);
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  /** Types text where the focus is. */
  type(text) {
    return this.send('Input.insertText', { text });
  }

  /** Presses a key: Enter, Escape or Tab. */
  async press(key) {
    const codes = { Enter: 13, Escape: 27, Tab: 9 };
    const event = { key, code: key, windowsVirtualKeyCode: codes[key], ...(key === 'Enter' && { text: '\r' }) };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  /** Clicks the first element of a selector that is shown and whose text begins with `text`, as soon as there is one. */
  async click(selector, text = '') {
    const find = `[...document.querySelectorAll(${JSON.stringify(selector)})].find(each => each.checkVisibility() && !each.disabled && each.textContent.trim().startsWith(${JSON.stringify(text)}))`;
    await this.until(`!!${find}`);
    await this.evaluate(`${find}.click()`);
  }

  async screenshot(file) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    writeFileSync(file, Buffer.from(data, 'base64'));
  }
}
