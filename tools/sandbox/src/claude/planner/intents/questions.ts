import type { Intent } from '../intent';
import { changesMade } from './changes';
import { contactMethods } from './contact-methods';
import { donationTotals, personTotal } from './donation-totals';
import { topDonors, whoGave } from './donors';
import { findDuplicates } from './duplicates';
import { eventDate, listEvents } from './events';
import { exportPeople } from './export';
import { listLists, listSize } from './lists';
import { peopleByStep, stuckJourneys } from './paths';
import { askPeople } from './people';
import { findPerson } from './person';
import { askRanking } from './rankings';
import { askAmountOfThat, askRecords } from './records';
import { surveyAnswers } from './survey-answers';
import { listTags, taggedPeople } from './tags';

/** Every kind of question, narrow before wide: the first intent that reads a clause has it. */
export const questions: readonly Intent[] = [
  changesMade,
  exportPeople,
  taggedPeople,
  listTags,
  listSize,
  listLists,
  listEvents,
  topDonors,
  whoGave,
  personTotal,
  donationTotals,
  findDuplicates,
  stuckJourneys,
  peopleByStep,
  contactMethods,
  surveyAnswers,
  askRanking,
  askRecords,
  askPeople,
  askAmountOfThat,
  eventDate,
  findPerson,
];
