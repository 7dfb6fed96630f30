// Closed lists of values that several attributes share. Source: the vendor's API document (V2).

export const PERIODS = ['days', 'weeks', 'months', 'years'] as const;

export const FORM_FIELD = ['required', 'optional', 'hidden'] as const;

export const DUE_DATE_INTERVALS = [
  'none',
  'same_day',
  'one_day',
  'two_day',
  'three_day',
  'four_day',
  'five_day',
  'six_day',
  'one_week',
  'two_week',
  'thirty_day',
  'two_month',
  'three_month',
  'six_month',
  'one_year',
] as const;

export const CONTACT_STATUSES = [
  'other',
  'answered',
  'bad_info',
  'left_message',
  'meaningful_interaction',
  'send_information',
  'not_interested',
  'no_answer',
  'refused',
  'inaccessible',
] as const;

export const PAGE_STATUSES = ['archived', 'deleted', 'expired', 'hidden', 'published', 'rule_violated', 'unlisted'] as const;

export const QUESTION_FORMATS = ['multiple_choice', 'yes_no', 'text'] as const;

/** Rails names, not IANA names. */
export const TIME_ZONES = (
  'International Date Line West|American Samoa|Midway Island|Hawaii|Alaska|Pacific Time (US & Canada)|Tijuana|' +
  'Arizona|Mazatlan|Mountain Time (US & Canada)|Central America|Central Time (US & Canada)|Chihuahua|Guadalajara|' +
  'Mexico City|Monterrey|Saskatchewan|Bogota|Eastern Time (US & Canada)|Indiana (East)|Lima|Quito|' +
  'Atlantic Time (Canada)|Caracas|Georgetown|La Paz|Puerto Rico|Santiago|Newfoundland|Brasilia|Buenos Aires|' +
  'Montevideo|Greenland|Mid-Atlantic|Azores|Cape Verde Is.|Edinburgh|Lisbon|London|Monrovia|UTC|Amsterdam|' +
  'Belgrade|Berlin|Bern|Bratislava|Brussels|Budapest|Casablanca|Copenhagen|Dublin|Ljubljana|Madrid|Paris|Prague|' +
  'Rome|Sarajevo|Skopje|Stockholm|Vienna|Warsaw|West Central Africa|Zagreb|Zurich|Athens|Bucharest|Cairo|Harare|' +
  'Helsinki|Jerusalem|Kaliningrad|Kyiv|Pretoria|Riga|Sofia|Tallinn|Vilnius|Baghdad|Istanbul|Kuwait|Minsk|Moscow|' +
  'Nairobi|Riyadh|St. Petersburg|Volgograd|Tehran|Abu Dhabi|Baku|Muscat|Samara|Tbilisi|Yerevan|Kabul|Almaty|' +
  'Astana|Ekaterinburg|Islamabad|Karachi|Tashkent|Chennai|Kolkata|Mumbai|New Delhi|Sri Jayawardenepura|Kathmandu|' +
  'Dhaka|Urumqi|Rangoon|Bangkok|Hanoi|Jakarta|Krasnoyarsk|Novosibirsk|Beijing|Chongqing|Hong Kong|Irkutsk|' +
  'Kuala Lumpur|Perth|Singapore|Taipei|Ulaanbaatar|Osaka|Sapporo|Seoul|Tokyo|Yakutsk|Adelaide|Darwin|Brisbane|' +
  'Canberra|Guam|Hobart|Melbourne|Port Moresby|Sydney|Vladivostok|Magadan|New Caledonia|Solomon Is.|Srednekolymsk|' +
  "Auckland|Fiji|Kamchatka|Marshall Is.|Wellington|Chatham Is.|Nuku'alofa|Samoa|Tokelau Is.|Pacific/Pitcairn|" +
  'Pacific/Gambier|Pacific/Marquesas|America/Adak|Antarctica/Troll|Australia/Eucla|Australia/Lord_Howe|' +
  'Pacific/Kiritimati|Canada/Yukon'
).split('|');

/** The schema lists only `Basic`, the one that can be created alone; the others are what pages of other resources answer. */
export const PAGE_TYPES = ['Basic', 'Event', 'Petition', 'Survey', 'Donation', 'Signup'] as const;
