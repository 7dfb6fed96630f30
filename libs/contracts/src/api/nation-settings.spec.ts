import { ChangeNationSettings } from './nation-settings';

const accepts = (change: unknown): boolean => ChangeNationSettings.safeParse(change).success;

describe('a change of settings', () => {
  it.each([
    { readOnly: true },
    { disabledToolGroups: [] },
    { disabledToolGroups: ['money', 'bulk'], retentionDays: 1 },
    { retentionDays: 90 },
    { timeZone: 'America/New_York' },
    { timeZone: 'UTC' },
  ])('may be %j', change => expect(accepts(change)).toBe(true));

  it.each([
    {},
    { readOnly: undefined },
    { readOnly: 'true' },
    { retentionDays: 2 },
    { retentionDays: '30' },
    { disabledToolGroups: ['everything'] },
    { disabledToolGroups: 'money' },
    { timeZone: 'Mars/Olympus' },
    { timeZone: '' },
    { timeZone: null },
    { agentDisabled: false },
    { readOnly: false, owner: 'me' },
    { disabledToolGroups: ['bulk', 'bulk', 'bulk', 'bulk', 'bulk'] },
    [],
    null,
  ])('is not %j', change => expect(accepts(change)).toBe(false));
});
