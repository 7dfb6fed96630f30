import { html } from './html';
import { STYLE } from './style';

describe('a text from outside', () => {
  it('stays a text', () => {
    expect(html`<p title="${'"\'&'}">${'<script>'}</p>`.text).toBe('<p title="&quot;&#39;&amp;">&lt;script&gt;</p>');
  });

  it.each([
    ['Rev\u202eersed', 'Rev[U+202E]ersed'],
    ['Zer\u200do', 'Zer[U+200D]o'],
    ['a\u200bb\ufeffc\u2060d\u00ade', 'a[U+200B]b[U+FEFF]c[U+2060]d[U+00AD]e'],
    // Tag characters spell "hi" to a model and nothing to a reader.
    ['Ann\u{e0068}\u{e0069}', 'Ann[U+E0068][U+E0069]'],
    ['\u001b[31m', '[U+001B][31m'],
  ])('that cannot be seen is named: %j', (text, shown) => {
    expect(html`${text}`.text).toBe(shown);
  });

  it.each(['line\n\ttab', '👩‍👧', 'می‌خواهم', 'क्‍ष', 'Zoe\u0308', '王小明', 'محمد'])(
    'that is written so is left alone: %s',
    text => {
      expect(html`${text}`.text).toBe(text);
    },
  );
});

/** Relative luminance of `#rrggbb` or `#rgb`, WCAG 2.2. */
function luminance(color: string): number {
  const digits = color.length === 4 ? color.replaceAll(/[^#]/g, '$&$&') : color;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(colors: ReadonlyMap<string, string>, [one, other]: readonly [string, string]): number {
  const [low = 0, high = 0] = [one, other].map(name => luminance(colors.get(name) ?? '')).toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'])('the %s colors', theme => {
  const block = STYLE.split(':root').at(theme === 'light' ? 1 : 2) ?? '';
  const colors = new Map(Array.from(block.matchAll(/--([\w-]+): (#\w+)/g), ([, name = '', color = '']) => [name, color]));

  it.each([
    ['text', 'page', 4.5],
    ['muted', 'page', 4.5],
    ['muted', 'card', 4.5],
    ['link', 'soft', 4.5],
    ['good', 'soft', 4.5],
    ['bad', 'soft', 4.5],
    ['on-accent', 'accent', 4.5],
    ['on-banner', 'banner', 4.5],
    ['edge', 'card', 3],
    ['edge', 'page', 3],
  ] as const)('%s on %s can be told apart', (one, other, least) => {
    expect(contrast(colors, [one, other])).toBeGreaterThanOrEqual(least);
  });
});
