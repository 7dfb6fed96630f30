import { type OneRecord, type RecordWrite, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import type { ToolContext } from '../kit/define-tool';
import { nounOf } from '../kit/nouns';
import { type Change, changesOf } from './changes';
import { namesOfIds } from './names-of-ids';
import type { Prepared } from './item-writes';
import { askedBack, keptOf } from './kept-values';
import { type Alike, alike } from './natural-keys';
import { type Person, readPerson, refuseDoNotContact } from './people';
import { refuseMisfits, wireValues } from './wire-values';
import { dollars } from './words';

type Values = Readonly<Record<string, unknown>>;
type Write = RecordWrite<ResourceType>;

/** A record that is to be made. */
export interface CreateRequest {
  type: ResourceType;
  /** By catalog name; names of records and fields, days and wall times are resolved. */
  attributes: Values;
  related?: Write['related'];
  /** The person it is about, by id or as read already. */
  personId?: string;
  person?: Person;
  /** True when making it may reach that person: do-not-contact then keeps it from being made. */
  reaches?: boolean;
  /** Asked for expressly. */
  evenDoNotContact?: boolean;
  /** What a person should know besides. */
  notes?: string[];
}

/** Looks at what making a record would mean. Throws {@link ToolError} when it cannot or must not be made. */
export async function prepareCreate(request: CreateRequest, context: ToolContext): Promise<Prepared> {
  const { type, related, personId, reaches = false } = request;
  const person = request.person ?? (personId === undefined ? undefined : await readPerson(personId, context));
  if (reaches && person) refuseDoNotContact(person, request.evenDoNotContact);
  const attributes = await wireValues(type, request.attributes, context);
  const write: Write = { attributes, ...(related && { related }) };
  refuseMisfits(type, write, 'create');
  const before = await alike(type, write, context);
  const label = person?.label ?? labelOfNew(type, write);
  return {
    label,
    link: person?.link,
    changes: () => newValues(type, write, context),
    notes: [...(request.notes ?? []), ...(before ? notesOf(before) : []), ...(reaches && person ? reachNotes(person) : [])],
    reaches,
    ...(before?.once && before.ids.length > 0 && { alreadySo: true, existingId: before.ids.at(-1)! }),
    send: async signal => {
      const made = await context.nation.create(type, write, askedBack(type, write), signal);
      return { createdId: made.record.id, after: keptOf(type, write, made as OneRecord) };
    },
  };
}

function notesOf({ ids, once, note }: Alike): string[] {
  if (once && ids.length > 0) return ['It is so already: nothing would be written.'];
  return note ? [note] : [];
}

const reachNotes = ({ label, doNotContact, unreachable }: Person): string[] => [
  ...(doNotContact ? [`${label} asked not to be contacted.`] : []),
  ...(unreachable ? [`${label} has unsubscribed or died.`] : []),
];

/** The words of a card for a record that is about nobody who is there yet. */
function labelOfNew(type: ResourceType, { attributes = {}, related }: Write): string {
  const page = ((related ?? {}) as Record<string, { create?: Values }>).page?.create;
  const values = attributes as Values;
  const name = [values.first_name, values.last_name].filter(part => typeof part === 'string').join(' ');
  const cents = values.amount_in_cents;
  const amount = typeof cents === 'number' ? dollars(cents) : undefined;
  return plainText(page?.name ?? values.name ?? name) ?? amount ?? `new ${nounOf(type)}`;
}

async function newValues(type: ResourceType, { attributes = {}, related }: Write, context: ToolContext): Promise<Change[]> {
  const names = await namesOfIds(type, attributes as Values, context);
  const own = changesOf(type, undefined, attributes as Values, context.timeZone, names);
  const along = Object.entries((related ?? {}) as Record<string, { create?: Values }>).flatMap(([name, { create }]) => {
    const target = resourceOf(type).relationships[name]?.type as ResourceType | undefined;
    return create && target ? changesOf(target, undefined, create, context.timeZone) : [];
  });
  return [...along, ...own];
}
