import fc from 'fast-check';
import { parsePath, targetText } from './input';
import type { Json } from './pattern';

const rule = { ruleArn: 'arn:rule', ruleName: 'rule', ingestedAt: '2026-01-01T00:00:00Z' };
const event: Json = { id: '1', detail: { name: 'Ann "Lee"', n: 3, list: [{ a: 'x' }], nul: null } };
const transformed = (InputTemplate: string, InputPathsMap: Record<string, string> = {}): string =>
  targetText(event, { InputTransformer: { InputTemplate, InputPathsMap } }, rule);

describe('the input of a target', () => {
  it('is the event when nothing else is asked for', () => {
    expect(JSON.parse(targetText(event, {}, rule))).toEqual(event);
  });

  it.each([
    ['$', event],
    ['$.detail.n', 3],
    ['$.detail.list[0].a', 'x'],
    ["$['detail']['n']", 3],
    ['$.detail.nul', null],
  ])('is what the path %s names', (InputPath, expected) => {
    expect(JSON.parse(targetText(event, { InputPath }, rule))).toEqual(expected);
  });

  it('is JSON outside quotation marks and text inside', () => {
    const paths = { name: '$.detail.name', n: '$.detail.n', list: '$.detail.list', none: '$.detail.none' };
    const filled = transformed('{"name": <name>, "n": <n>, "list": <list>, "none": <none>, "text": "<name>: <n> <none>"}', paths);
    const expected = { name: 'Ann "Lee"', n: 3, list: [{ a: 'x' }], none: '', text: 'Ann "Lee": 3 ' };
    expect(JSON.parse(filled)).toEqual(expected);
  });

  it('knows the rule and leaves unknown placeholders alone', () => {
    expect(transformed('"<aws.events.rule-name> at <aws.events.event.ingestion-time>, 1 <2> <unknown>"')).toBe(
      '"rule at 2026-01-01T00:00:00Z, 1 <2> <unknown>"',
    );
  });

  it('stays JSON whatever the values are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const filled = targetText(
          { v: value as Json },
          { InputTransformer: { InputPathsMap: { v: '$.v' }, InputTemplate: '{"v": <v>, "t": "say \\"<v>\\""}' } },
          rule,
        );
        const { v, t } = JSON.parse(filled) as { v: unknown; t: string };
        expect(v).toEqual(JSON.parse(JSON.stringify(value)));
        expect(t).toBe(`say "${typeof value === 'string' ? value : JSON.stringify(value)}"`);
      }),
    );
  });

  it.each(['detail', '$detail', '$.', '$..a', '$.a[', '$.a[*]', '$.a[?(@.b)]'])('has no path %s', path => {
    expect(parsePath(path)).toBeUndefined();
  });
});
