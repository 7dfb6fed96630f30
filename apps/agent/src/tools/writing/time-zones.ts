import { nearestNames, resources } from '@nat/nationbuilder';
import { ToolError } from '../kit/tool-error';

/** Zone names of the API: those of Rails. */
const known = resources.events.attributes.time_zone.choices as readonly string[];

/** IANA zones whose name in Rails is not their city. */
const others: Readonly<Record<string, string>> = {
  'America/New_York': 'Eastern Time (US & Canada)',
  'America/Detroit': 'Eastern Time (US & Canada)',
  'America/Toronto': 'Eastern Time (US & Canada)',
  'America/Indiana/Indianapolis': 'Indiana (East)',
  'America/Indianapolis': 'Indiana (East)',
  'America/Chicago': 'Central Time (US & Canada)',
  'America/Winnipeg': 'Central Time (US & Canada)',
  'America/Denver': 'Mountain Time (US & Canada)',
  'America/Boise': 'Mountain Time (US & Canada)',
  'America/Edmonton': 'Mountain Time (US & Canada)',
  'America/Phoenix': 'Arizona',
  'America/Los_Angeles': 'Pacific Time (US & Canada)',
  'America/Vancouver': 'Pacific Time (US & Canada)',
  'America/Anchorage': 'Alaska',
  'Pacific/Honolulu': 'Hawaii',
  'America/Halifax': 'Atlantic Time (Canada)',
  'America/St_Johns': 'Newfoundland',
  'America/Regina': 'Saskatchewan',
  'America/Sao_Paulo': 'Brasilia',
  'America/Nuuk': 'Greenland',
  'America/Guatemala': 'Central America',
  'Africa/Algiers': 'West Central Africa',
  'Africa/Johannesburg': 'Pretoria',
  'Asia/Shanghai': 'Beijing',
  'Etc/UTC': 'UTC',
};

/**
 * The API's name of a time zone, given that name or an IANA one such as `America/Chicago`.
 *
 * @throws ToolError `invalid_input` for a name that is none, with the nearest right ones.
 */
export function apiTimeZone(name: string): string {
  const city = name.split('/').at(-1)!.replaceAll('_', ' ');
  const found =
    known.find(zone => zone === name) ?? others[name] ?? known.find(zone => zone.toLowerCase() === city.toLowerCase());
  if (found) return found;
  const near = nearestNames(city, known);
  const hint = near.length > 0 ? ` The nearest are: ${near.join(', ')}.` : '';
  throw new ToolError('invalid_input', `There is no time zone ${name.slice(0, 60)}.${hint}`, [
    { path: 'time_zone', message: 'must be a zone such as Central Time (US & Canada) or America/Chicago' },
  ]);
}

/** The API's name of the nation's own zone; undefined when the API has none for it. */
export function apiTimeZoneOf(timeZone: string): string | undefined {
  try {
    return apiTimeZone(timeZone);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
