// What every page of Nat's own has to be for whoever sees it, hears it, or goes through it by keyboard.
import assert from 'node:assert/strict';
import { join } from 'node:path';

/** Contrast that text needs against what is behind it (WCAG 2.2, 1.4.3). */
const leastContrast = 4.5;
/** Width in pixels at which nothing may have to be scrolled sideways (WCAG 2.2, 1.4.10). */
const narrow = 320;

/** Runs in the page: what is wrong with its markup, and texts that can hardly be read. */
function problemsOf(least) {
  const problems = [];
  const wants = (holds, text) => holds || problems.push(text);
  const all = selector => [...document.querySelectorAll(selector)];
  wants(all('h1').length === 1, `${all('h1').length} h1 elements`);
  wants(document.documentElement.lang === 'en', 'no language');
  wants(document.title.startsWith(all('h1')[0]?.textContent.trim()), 'a title that is not its heading');
  wants(all('main').length === 1, 'no main part');
  wants(all('script').length === 0, 'a script');
  for (const field of all('input:not([type=hidden]), select, textarea')) {
    wants(field.labels?.length > 0, `a field without a label: ${field.name}`);
    for (const id of (field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean))
      wants(document.getElementById(id), `a description that is not there: ${id}`);
    wants(field.getAttribute('aria-invalid') !== 'true' || field.hasAttribute('aria-describedby'), 'wrong without words');
  }
  for (const button of all('button, a')) wants(button.textContent.trim() !== '', 'a button or link without words');

  // A canvas turns every way to write a color into its parts.
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
  const parts = color => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = color => {
    const [r, g, b] = parts(color)
      .map(part => part / 255)
      .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const { backgroundColor } = getComputedStyle(each);
      if (parts(backgroundColor)[3] === 255) return backgroundColor;
    }
    return 'white';
  };
  const texts = all('body *').filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  for (const element of [...texts, ...all('input:not([type=hidden])')].filter(each => each.checkVisibility())) {
    const [dark, light] = [luminance(getComputedStyle(element).color), luminance(behind(element))].toSorted((a, b) => a - b);
    const contrast = (light + 0.05) / (dark + 0.05);
    wants(contrast >= least, `contrast ${contrast.toFixed(1)} of "${element.textContent.trim().slice(0, 30)}"`);
  }
  return problems;
}

/** Runs in the page: how the element that has the focus shows it; undefined where none has. */
function focusOf() {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return {
    name: element.textContent.trim() || element.name,
    seen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
  };
}

const run = (page, work, ...given) => page.evaluate(`(${work})(${given.map(each => JSON.stringify(each)).join(', ')})`);

/** Every element that can be reached by keyboard shows that it has the focus. */
async function auditFocus(page, name) {
  const count = await page.evaluate("document.querySelectorAll('input:not([type=hidden]), button, a[href], select').length");
  const reached = new Set();
  for (let presses = 0; presses <= count; presses++) {
    await page.press('Tab');
    const focus = await run(page, focusOf);
    if (!focus) continue;
    assert.ok(focus.seen, `${name}: no visible focus on "${focus.name}"`);
    reached.add(focus.name);
  }
  assert.ok(count === 0 || reached.size > 0, `${name}: nothing can be reached by keyboard`);
}

/** Looks at pages, each once. */
export class Audit {
  seen = new Set();

  /** @param pictures folder for a screenshot of each look at a page; none are taken without it */
  constructor(pictures) {
    this.pictures = pictures;
  }

  picture(page, name) {
    return this.pictures && page.screenshot(join(this.pictures, `${name}.png`));
  }

  /** Looks at a page in light, in dark, in a narrow window, and by keyboard; rejects with what is wrong with it. */
  async look(page, name) {
    if (this.seen.has(name)) return;
    this.seen.add(name);
    for (const scheme of ['light', 'dark']) {
      await page.look({ width: 900, height: 760, scheme });
      assert.deepEqual(await run(page, problemsOf, leastContrast), [], `${name}, ${scheme}`);
      await this.picture(page, `${name}-${scheme}`);
    }
    await page.look({ width: narrow, height: 640 });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    assert.ok(width <= narrow, `${name}: ${width} pixels wide in a window of ${narrow}`);
    await this.picture(page, `${name}-narrow`);
    await page.look({});
    await auditFocus(page, name);
  }
}
