import type { Rules } from '../writes/rule';
import { automationRules } from './automations';
import { contactRules } from './contacts';
import { eventRules } from './events';
import { givingRules } from './giving';
import { journeyRules } from './journeys';
import { membershipRules } from './memberships';
import { pageRules } from './pages';
import { pathRules } from './paths';
import { profileRules } from './profiles';
import { signupRules } from './signups';
import { suggestionRules } from './suggestions';
import { surveyRules } from './surveys';
import { tagRules } from './tags';

/** What is special about a type, by type. A type without an entry is what the catalog says and no more. */
export const rules: Rules = {
  ...automationRules,
  ...contactRules,
  ...eventRules,
  ...givingRules,
  ...journeyRules,
  ...membershipRules,
  ...pageRules,
  ...pathRules,
  ...profileRules,
  ...signupRules,
  ...suggestionRules,
  ...surveyRules,
  ...tagRules,
};
