/**
 * Names for people who do not exist: our own short lists, mixed the way a town in the Midlands is.
 * A household draws from one community, so that first and last names go together. Every letter is
 * one that Windows-1252 has, since half the councils' files are written in it.
 */
import type { Chance } from './chance.ts';

export interface Community {
  readonly women: readonly string[];
  readonly men: readonly string[];
  readonly surnames: readonly string[];
}

const words = (text: string) => text.trim().split(/\s+/);

const olderWomen = words(
  `Margaret Patricia Christine Susan Jean Linda Sheila Maureen Barbara Carol Ann Janet Kathleen
  Pauline Sandra Brenda Doreen Joyce Hazel Valerie Sylvia Gillian Marion Beryl Jacqueline`,
);
const olderMen = words(
  `John David Peter Michael Alan Brian Keith Roger Derek Geoffrey Raymond Kenneth Colin Trevor
  Barry Graham Malcolm Dennis Roy Clive Norman Stuart Leonard Gordon Terence`,
);
const youngerWomen = words(
  `Sarah Claire Emma Rachel Joanne Lisa Nicola Samantha Laura Rebecca Gemma Hannah Charlotte Amy
  Jessica Lucy Chloe Megan Bethany Ellie Georgia Holly Grace Abigail Freya Imogen Isla Poppy`,
);
const youngerMen = words(
  `Paul Mark Andrew Simon Stephen Darren Lee Matthew James Daniel Adam Ryan Thomas Joshua Luke
  Jack Callum Connor Liam Nathan Oliver Harry George Alfie Ethan Rhys Toby Kieran`,
);

const british = {
  olderWomen,
  olderMen,
  youngerWomen,
  youngerMen,
  surnames: words(
    `Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker
    White Roberts Green Hall Wood Jackson Clarke Harris Lewis Turner Cooper Hill Ward Morris Moore
    Clark Harrison King Baker Patterson Allen Mitchell Cook Bailey Parker Bennett Shaw Price
    Richardson Carter Collins Bell Murphy Hughes Edwards Stewart Marshall Pearson Holmes Fletcher
    Hartley Ashworth Greenhalgh Holt Barlow Kershaw Ogden Whittaker Tomlinson Sutcliffe Pickering
    Braithwaite Metcalfe Thwaite Fairclough Hargreaves O'Brien O'Neill Kelly Doyle Gallagher Byrne
    McCarthy McKenzie MacLeod Campbell Fraser Sinclair Llewellyn Pritchard Bevan Rees Trevithick
    Penrose Lovell Fry Hobbs Yeo Bunting Larkin Drew Pym Ashdown-Webb Carr-Hill Barton-Leigh`,
  ),
} as const;

const communities = {
  southAsian: {
    women: words(
      'Aisha Fatima Zainab Nasreen Shabana Rukhsana Samina Farah Maryam Sana Hafsa Nadia Bushra',
    ),
    men: words(
      'Mohammed Imran Tariq Asif Bilal Usman Hamza Khalid Nadeem Yusuf Zahid Faisal Ibrahim Adnan',
    ),
    surnames: words(
      'Khan Ahmed Hussain Ali Malik Iqbal Begum Mahmood Rahman Akhtar Chaudhry Mirza Qureshi Uddin',
    ),
  },
  indian: {
    women: words(
      'Priya Anita Sunita Meena Kavita Jaspreet Harpreet Gurpreet Deepa Rekha Nisha Pooja',
    ),
    men: words('Rajesh Sanjay Amit Vikram Anil Harjit Gurdeep Balwinder Manjit Rohan Arjun Nikhil'),
    surnames: words('Patel Singh Kaur Sharma Shah Mistry Desai Gill Sandhu Dhillon Bhatt Chauhan'),
  },
  polish: {
    women: words('Agnieszka Katarzyna Magdalena Ewa Joanna Monika Aleksandra Zuzanna'),
    men: words('Piotr Tomasz Krzysztof Marcin Jakub Grzegorz Wojciech Rafal Dawid'),
    surnames: words('Nowak Kowalczyk Wójcik Lewandowski Mazur Wrona Kaczmarek Szymczak Pawlak'),
  },
  african: {
    women: words('Ngozi Funmilayo Abena Akosua Chidinma Blessing Grace Amina Yetunde Esi Temitope'),
    men: words('Emeka Oluwaseun Kwame Kofi Chukwudi Samuel Emmanuel Tunde Yaw Ifeanyi Abdullahi'),
    surnames: words('Okafor Adeyemi Mensah Boateng Owusu Nwosu Balogun Asante Eze Danso Abiola'),
  },
  caribbean: {
    women: words('Marcia Yvonne Sonia Beverley Jasmine Simone Natasha Paulette Shanice Leonie'),
    men: words('Winston Desmond Errol Leroy Marlon Andre Jerome Curtis Delroy Tyrone'),
    surnames: words('Campbell Brown Morgan Grant Francis Gordon Bailey Powell Reid Wynter Blake'),
  },
  chinese: {
    women: words('Mei Wing-Yan Ka-Yan Xiu Hoi-Ching Lai Yuk Siu'),
    men: words('Wei Chun-Hei Ka-Ho Ming Jun Tsz-Hin Kwok Man'),
    surnames: words('Chan Wong Cheung Lam Leung Ho Ng Tang Yip Lau'),
  },
  romanian: {
    women: words('Ioana Elena Andreea Maria Cristina Gabriela Raluca Alina'),
    men: words('Andrei Mihai Alexandru Ionel Florin Cristian Bogdan Vlad'),
    surnames: words('Popescu Ionescu Popa Dumitru Stan Constantin Marin Rusu'),
  },
} as const satisfies Record<string, Community>;

export type CommunityName = keyof typeof communities | 'british';

/** Roughly who lives where: an old town, a council estate, suburbs, a village edge. */
export const mixes: readonly (readonly (readonly [CommunityName, number])[])[] = [
  [
    ['british', 70],
    ['southAsian', 10],
    ['indian', 5],
    ['polish', 7],
    ['african', 3],
    ['caribbean', 2],
    ['chinese', 2],
    ['romanian', 1],
  ],
  [
    ['british', 52],
    ['southAsian', 14],
    ['indian', 4],
    ['polish', 9],
    ['african', 10],
    ['caribbean', 5],
    ['chinese', 2],
    ['romanian', 4],
  ],
  [
    ['british', 74],
    ['southAsian', 8],
    ['indian', 9],
    ['polish', 3],
    ['african', 2],
    ['caribbean', 1],
    ['chinese', 3],
  ],
  [
    ['british', 92],
    ['indian', 4],
    ['polish', 2],
    ['chinese', 2],
  ],
];

export type Age = 'older' | 'younger';

export function surname(chance: Chance, community: CommunityName): string {
  return chance.pick(community === 'british' ? british.surnames : communities[community].surnames);
}

/** One forename and, for some, a middle one. */
export function forenames(
  chance: Chance,
  community: CommunityName,
  isWoman: boolean,
  age: Age,
): string {
  const names = forenamesOf(community, isWoman, age);
  const first = chance.pick(names);
  const middle = chance.happens(community === 'british' ? 0.55 : 0.2) ? chance.pick(names) : first;
  return middle === first ? first : `${first} ${middle}`;
}

function forenamesOf(community: CommunityName, isWoman: boolean, age: Age): readonly string[] {
  if (community !== 'british') return communities[community][isWoman ? 'women' : 'men'];
  if (isWoman) return age === 'older' ? british.olderWomen : british.youngerWomen;
  return age === 'older' ? british.olderMen : british.youngerMen;
}
