import fc from 'fast-check';
import { html as markup } from './html';

it('takes every value for text', () => {
  expect(markup`<p title="${'"><script>'}">${`<b>&'`}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;</p>',
  );
});

it('takes markup for markup, lists of it too, and nothing for nothing', () => {
  const items = ['a', '<'].map(each => markup`<li>${each}</li>`);
  expect(markup`<ul>${items}</ul>${undefined}${false}${0}`.text).toBe('<ul><li>a</li><li>&lt;</li></ul>0');
});

it('lets no text out of an attribute or into an element, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const inside = markup`${text}`.text;
      expect(inside).not.toMatch(/[<>"']/);
      expect(inside.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
    }),
  );
});
