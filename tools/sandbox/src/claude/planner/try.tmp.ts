import { converse } from './test-support/ask-planner';
const qs = `How many volunteers in Austin over 30?
How many volunteers joined since May and live in Texas?
How many people gave between $50 and $100 last month?
Who gave $100 last month?
How many people gave exactly $100?
How much did volunteers give this year?
How many donations last month were from Austin?
How many people didn't attend the Spring Rally?
How many people never attended any event?
Which donors have not given since January?
How many people have an email but no last name?
Who joined this week?
How many people joined last month in Texas and gave?
How many people gave this year or last year?
Who are our volunteers in Austin or Houston?
How many active and expired memberships are there?
How many memberships expired last month?
How many memberships started this year?
Which events are in Austin?
How many people RSVP'd to the Spring Rally and canceled?
How many calls did Bob Stone make?
How many contacts did we log with volunteers?
Who is on the Newsletter list?
List the people on the Newsletter list
How many people are not on any list?
How many people are on the Newsletter list or the Door knockers list?
How many donations did we get yesterday by check?
How much was raised at the Spring Rally?
What is the total of pending donations?
How much is pending?
How many people have more than 2 tags?
Who gave the least this year?
Who gave the most in Austin?
How many volunteers are women?
How many people were born before 1980?
how many people with no phone number
How many people live outside Texas?
How many people do not live in Texas?
How many non-volunteers are there?
Show me lapsed donors
Who are our major donors?
What is Sarah Chen's email?
How many people does Sarah Chen know?
How many emails did we send last month?
How many people opened our last mailing?
How many signatures does the Clean river petition have?
How many people signed the Clean river petition?
What is the goal of the Clean river petition?
Delete Sarah Chen
Tag everyone as test
Tag all people as test
Add everyone to the Newsletter list
Remove Sarah Chen from the Newsletter list
Create a list called Test
Tag the top 10 donors as whales
Tag people who gave over $100 last month but only if they live in Austin as big
How many people have the tag Volunteer and the tag major donor?
How many people tagged Volunteer live in Austin?
Who has been tagged Volunteer this month?
List events last month
When was the last event?
How many people attended the last event?
who attended events this year
Export everyone
Export donations as CSV
Compare this year and last year
How much did we raise this year compared to last year?
How many people gave in May and June?
How many first-time donors did we have last month?
How many new donors this year?
how many new people this month
How many new volunteers this month?
How many people have do not contact and do not call?
Who is this?
How many donors gave more than 3 times?
How many donations over $100 and under $500?`.split('\n');
for (const q of qs) {
  const [{ answer, turns }] = converse([q]) as any;
  console.log(
    `${q}\n   ${turns
      .flat()
      .map((c: any) => `${c.name} ${JSON.stringify(c.input)}`)
      .join(' ; ')
      .slice(0, 300)}\n   ${answer.startsWith('I did not understand') ? 'REFUSED' : answer.split('\n')[0].slice(0, 170)}`,
  );
}
