// Raw material of the seed. All people, places of work and addresses are invented.

const words = (text: string): string[] => text.split(' ');

export const FIRST_NAMES = words(
  'Aaron Abigail Adam Alice Amara Andre Angela Anita Anna Arjun Beatriz Ben Bianca Brandon Camila Carlos Carmen Cheng ' +
    'Chloe Clara Daniel Darius David Deborah Diego Elena Eli Emily Emma Erin Esther Ethan Fatima Felix Gabriel Grace Hana ' +
    'Hannah Hector Imani Isaac Isabel Ivan Jada Jamal James Jasmine Javier Joan Jonah Jordan Jose Julia Kate Kevin Kofi ' +
    'Kwame Lara Laura Leah Leo Lila Linda Lucas Luis Lydia Malik Marcus Maria Mark Marta Maya Mei Miguel Mina Mohammed ' +
    'Naomi Nathan Nia Nina Noah Nora Oliver Omar Owen Patricia Paul Priya Rachel Rafael Ravi Rebecca Rosa Ruth Sam Samira ' +
    'Sean Sofia Stella Tara Theo Thomas Uma Victor Wei William Xavier Yara Yusuf Zainab Zach',
);

export const LAST_NAMES = words(
  'Abbott Adams Aguilar Ahmed Alvarez Anderson Bailey Baker Banks Barnes Bauer Bell Bennett Bishop Black Bond Brooks Brown ' +
    'Bryant Burke Campbell Carter Castillo Clark Cole Collins Cooper Cruz Dang Davis Diaz Dixon Doyle Edwards Ellis Evans ' +
    'Fields Fisher Flores Foster Garcia Gibson Gomez Gordon Grant Gray Green Gupta Hall Hamilton Harris Hayes Henry Hill ' +
    'Howard Hughes Hunter Ibrahim Jackson James Jenkins Johnson Jones Kaplan Kelly Khan Kim King Klein Kumar Lane Lee Lewis ' +
    'Long Lopez Marshall Martin Mason Mendoza Miller Mitchell Moore Morgan Morris Murphy Myers Nelson Nguyen Novak Okafor ' +
    'Ortiz Owens Park Parker Patel Perez Perry Peters Phillips Pierce Porter Powell Price Quinn Ramirez Reed Reyes Rice ' +
    'Rivera Roberts Rogers Rojas Ross Russell Salazar Sanders Schmidt Scott Shah Silva Simmons Singh Snyder Stone Taylor ' +
    'Thompson Torres Tran Tucker Turner Vargas Walker Ward Watson Webb West White Williams Wilson Wong Wood Wright Young',
);

/** Forty towns in five states; the weight is how often a person lives there. */
export const TOWNS: readonly { city: string; state: string; zip: string; weight: number }[] = (
  'TX:Austin,78701,20;Houston,77002,8;Dallas,75201,7;San Antonio,78205,6;Round Rock,78664,4;El Paso,79901,3;Waco,76701,2;Marfa,79843,1|' +
  'CO:Denver,80202,8;Boulder,80302,4;Aurora,80010,3;Pueblo,81003,2;Durango,81301,1;Greeley,80631,1;Golden,80401,1;Salida,81201,1|' +
  'GA:Atlanta,30303,8;Savannah,31401,4;Athens,30601,3;Macon,31201,2;Augusta,30901,2;Decatur,30030,2;Valdosta,31601,1;Rome,30161,1|' +
  'OH:Columbus,43215,7;Cleveland,44113,5;Cincinnati,45202,4;Dayton,45402,2;Toledo,43604,2;Akron,44308,2;Oberlin,44074,1;Lima,45801,1|' +
  'WA:Seattle,98101,7;Tacoma,98402,3;Spokane,99201,3;Olympia,98501,2;Yakima,98901,1;Everett,98201,1;Bellingham,98225,1;Walla Walla,99362,1'
)
  .split('|')
  .flatMap(group => {
    const [state = '', towns = ''] = group.split(':');
    return towns.split(';').map(town => {
      const [city = '', zip = '', weight = '1'] = town.split(',');
      return { city, state, zip, weight: Number(weight) };
    });
  });

export const STREETS = words(
  'Oak Maple Cedar Pine Elm Lake River Hill Park Mill Church Center Second Third Congress Lamar Prospect Union',
);

export const EMPLOYERS =
  'Lone Star Diner|Riverside Hospital|City Schools|Acme Supply|Self-employed|Harbor Books|Bright Dental|Union Local 42|Retired|Hill & Sons'.split(
    '|',
  );

export const OCCUPATIONS =
  'Teacher|Nurse|Electrician|Student|Engineer|Cook|Librarian|Driver|Organizer|Retired|Carpenter|Accountant'.split('|');

export const ORGANIZATIONS =
  'Neighbors|Tenants Union|Food Bank|Cycling Club|Parents Group|Farm Co-op|Climate Circle|Book Club|Chamber|Youth League'.split(
    '|',
  );

/** Tag names. The first two differ only for a reader who looks closely; the last has no taggings. */
export const TAGS = [
  'Volunteer',
  'volunteers',
  ...(
    'Yard sign|Phone bank|Canvasser|Major donor|Monthly donor|Lapsed donor|Board member|Press|Student|Teacher|Veteran|Union member|Housing|' +
    'Climate|Schools|Transit|Health care|Voting rights|Newsletter|Do not mail|House party host|Spanish speaker|ASL|Driver|Childcare|Legal observer|' +
    'Poll worker|Petition 2024|Petition 2025|Spring appeal|Fall appeal|Gala 2024|Gala 2025|Rally|Town hall|Neighborhood captain|Precinct chair|' +
    'Elected official|Small business|Faith leader|Artist|Photographer|Translator|Social media|Text team|Data entry|Drop-off site|Tabling|' +
    'New in town|Moved away|Bad address|Needs follow-up|VIP|Intern 2024|Intern 2025|Alumni|Advisory council|Sustainer|Merch buyer|Raffle|' +
    'Survey taker|Website signup|Facebook lead|Import 2023|Import 2024|East side|West side|North side|South side|Downtown|Rural|Ward 1|Ward 2|Ward 3|' +
    'Ward 4|Ward 5|Ward 6|Ward 7|Ward 8|Retired teacher|Gardeners|Mutual aid|Unused tag'
  ).split('|'),
];
