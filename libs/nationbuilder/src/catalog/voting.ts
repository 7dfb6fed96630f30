// The voter file: voters, ballots, elections, precincts. Source: NationBuilder's API document (V2), as data; names and types are the vendor's.

import { choice, date, flag, integer, recordId, text, time } from './attributes';
import { defineResource } from './define-resource';
import { many, one, showOnly } from './relationships';

/** `/api/v2/voters` */
export const voters = defineResource('voters', {
  singular: 'voter',
  operations: { list: 'listVoters', show: 'showVoter', create: 'createVoter', update: 'updateVoter', delete: 'deleteVoter' },
  attributes: {
    is_absentee_voter: flag({ nullable: false, default: false, pii: 'special' }),
    is_active_voter: flag({ nullable: false, default: false, pii: 'special' }),
    is_dropped_from_file: flag({ nullable: false, default: false, pii: 'special' }),
    is_early_voter: flag({ nullable: false, default: false, pii: 'special' }),
    is_permanent_absentee_voter: flag({ nullable: false, default: false, pii: 'special' }),
    signup_id: recordId({ nullable: false }),
  },
  relationships: {
    ballots: many('ballots', 'voter_id'),
    signup: one('signups', 'signup_id'),
  },
  requiredOnCreate: ['signup_id'],
  naturalKeys: [['signup_id']],
  defaultFields: ['signup_id'],
});

/** `/api/v2/ballots` */
export const ballots = defineResource('ballots', {
  singular: 'ballot',
  operations: { list: 'listBallots', show: 'showBallot', create: 'createBallot', update: 'updateBallot', delete: 'deleteBallot' },
  attributes: {
    cast_at: date({ pii: 'special' }),
    election_id: recordId({ nullable: false }),
    party: text({ pii: 'special' }),
    vote_method: choice(['voted', 'absentee', 'early'], { pii: 'special' }),
    voter_id: recordId({ nullable: false }),
  },
  relationships: {
    election: one('elections', 'election_id'),
    voter: one('voters', 'voter_id'),
  },
  requiredOnCreate: ['election_id', 'voter_id'],
  naturalKeys: [['voter_id', 'election_id']],
  defaultFields: ['election_id', 'voter_id'],
});

/** `/api/v2/elections` */
export const elections = defineResource('elections', {
  singular: 'election',
  operations: {
    list: 'listElections',
    show: 'showElection',
    create: 'createElection',
    update: 'updateElection',
    delete: 'deleteElection',
  },
  attributes: {
    country_code: text(),
    created_at: time({ access: 'r' }),
    donation_maximum: text({ access: 'r' }),
    donation_maximum_in_cents: integer({ default: 0 }),
    election_at: date(),
    election_cycle: text(),
    election_period: choice(
      [
        'primary',
        'general',
        'special',
        'recount',
        'runoff',
        'convention',
        'other',
        'unknown',
        'presidential_primary',
        'previous_campaign',
      ],
      { default: 'unknown' },
    ),
    registration_ends_at: date(),
    state: text(),
    updated_at: time({ access: 'r' }),
  },
  relationships: {
    ballots: showOnly(many('ballots', 'election_id')),
  },
  requiredOnCreate: ['election_at'],
  naturalKeys: [['election_at', 'election_period', 'state'], ['election_at']],
  defaultFields: ['election_at', 'election_cycle', 'election_period', 'country_code', 'state', 'registration_ends_at'],
});

/** `/api/v2/precincts` */
export const precincts = defineResource('precincts', {
  singular: 'precinct',
  operations: {
    list: 'listPrecincts',
    show: 'showPrecinct',
    create: 'createPrecinct',
    update: 'updatePrecinct',
    delete: 'deletePrecinct',
  },
  attributes: {
    code: text(),
    name: text(),
    point_person_id: recordId(),
  },
  relationships: {
    point_person: one('signups', 'point_person_id'),
    signups: many('signups', 'precinct_id'),
  },
  requiredOnCreate: ['name'],
  naturalKeys: [['code', 'name'], ['name']],
  defaultFields: ['code', 'name', 'point_person_id'],
});
