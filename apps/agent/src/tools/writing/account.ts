import type { Link } from '@nat/contracts';
import type { ResourceType } from '@nat/nationbuilder';
import type { ToolResult } from '../kit/define-tool';
import type { Journal, JournalItem } from '../kit/journal';
import { distinctLinks } from '../kit/links';
import { countedRecords } from '../kit/nouns';
import { suspectIn } from '../kit/suspicious-text';
import { itemsIn } from './item-writes';

/** Ids of failures that are told. */
const shownFailures = 50;
/** Ids of made records that are told. */
const shownMade = 20;

export interface Told {
  /** What was done, such as `Tagged`. */
  did: string;
  /** Label of the one target, where there is one. */
  label?: string;
  links?: (Link | undefined)[];
  /** Type of the records that were made, where it is not that of the targets. */
  madeType?: ResourceType;
  /** Further facts for the model; nothing of contact data. */
  facts?: Record<string, unknown>;
}

/** The account of a write: numbers that add up to all targets, failures by reason, ids of what was made. */
export function accountOf(journal: Journal, told: Told): ToolResult {
  const items = journal.items();
  const { done, alreadySo, failed, unknown, notTried } = journal.counts();
  const made = [...new Set(items.flatMap(({ state, createdId }) => (state === 'done' && createdId ? [createdId] : [])))];
  const data = {
    done,
    ...(alreadySo > 0 && { already_so: alreadySo }),
    ...(failed > 0 && { failed }),
    ...(unknown > 0 && { unknown }),
    ...(notTried > 0 && { not_tried: notTried }),
    ...(made.length > 0 && { created: made.slice(0, shownMade).map(id => ({ type: told.madeType ?? items[0]!.type, id })) }),
    ...(failed + unknown > 0 && { failures: failuresOf(journal) }),
    ...told.facts,
  };
  const untrusted = suspectIn(data) && { untrusted: true as const };
  return {
    forModel: { data, count: items.length, ...untrusted },
    summary: summaryOf(journal, told),
    links: distinctLinks(told.links ?? []),
  };
}

/** Failures and unknown outcomes by reason, most frequent first. */
export function failuresOf(journal: Journal): { reason: string; count: number; ids: string[] }[] {
  const byReason = new Map<string, string[]>();
  for (const { id, reason = 'outcome unknown' } of itemsIn(journal, 'failed', 'unknown', 'sent')) {
    // Of several calls each target stands under the number of its call.
    const target = id.replace(/^\d+:/, '');
    const alike = byReason.get(reason);
    if (alike) alike.push(target);
    else byReason.set(reason, [target]);
  }
  return [...byReason]
    .map(([reason, ids]) => ({ reason, count: ids.length, ids: ids.slice(0, shownFailures) }))
    .sort((a, b) => b.count - a.count);
}

/** `Tagged 153 of 156 people: 2 already had it, 1 failed (no longer exists).` */
function summaryOf(journal: Journal, { did, label }: Told): string {
  const items = journal.items();
  if (items.length === 1 && label !== undefined) return singleSummary(items[0]!, did, label);
  const { done, alreadySo, failed, unknown, notTried } = journal.counts();
  const total = items.length;
  const what = countedRecords(total, items[0]?.type ?? 'signups');
  const rest = [
    alreadySo > 0 && `${number(alreadySo)} already so`,
    ...failuresOf(journal).map(({ reason, count }) => `${number(count)} failed (${reason})`),
    notTried > 0 && `${number(notTried)} not tried`,
  ].filter(Boolean);
  const lead = done === total ? `${did} ${what}` : `${did} ${number(done)} of ${what}`;
  return alreadySo + failed + unknown + notTried > 0 ? `${lead}: ${rest.join(', ')}.` : `${lead}.`;
}

function singleSummary({ state, reason }: JournalItem, did: string, label: string): string {
  if (state === 'done') return `${did}: ${label}.`;
  if (state === 'alreadySo') return `Nothing to do: it is so already (${label}).`;
  if (state === 'planned' || state === 'notTried') return `Not tried: ${label}.`;
  if (state === 'failed') return `Not done: ${label} ${reason === 'no longer exists' ? reason : `(${reason ?? 'failed'})`}.`;
  return `Outcome unknown: ${label}. ${reason ?? ''}`.trim();
}

const number = (count: number): string => count.toLocaleString('en-US');
