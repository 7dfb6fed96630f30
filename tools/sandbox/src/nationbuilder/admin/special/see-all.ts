import type { Json } from '../../engine/records';
import { type Html, html } from '../../http/html';
import { formatAmount } from '../../rules/derived-texts';
import { type View, address } from '../view';

/** Most rows that a section of a record's page shows. */
export const SHOWN = 25;

export const money = (cents: Json | undefined): string => formatAmount(Number(cents ?? 0));

/** A link to a filtered list, where it has more rows than are shown. */
export function seeAll(view: View, type: string, parameters: Record<string, string>, count: number): Html | undefined {
  if (count <= SHOWN) return undefined;
  return html`<p><a href="${address(view, type, undefined, parameters)}">See all ${count.toLocaleString('en-US')}</a></p>`;
}
