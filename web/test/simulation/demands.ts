/** What each simulation is to go through: a fifth of what was counted, so that no run lacks it by chance. */
import type { HostileAct } from '../access/hostile-acts.ts';

export const misfortunes = {
  seedsOfTen: 10,
  timesIn400: {
    edits: 5600,
    imports: 150,
    tabs: 280,
    crashes: 350,
    'writes lost': 400,
    partitions: 700,
    cuts: 220,
    'relay wiped': 75,
    'relay set back': 36,
    snapshots: 200,
    'made anew': 270,
    'written meanwhile': 230,
  },
};

export const regroupings = {
  seedsOfTen: 9,
  timesIn400: {
    'role changed': 48,
    'end set': 75,
    'keys replaced': 73,
    removed: 73,
    'stepped down': 25,
  },
};

/** Entries that a lost log got again as they were. */
export const lostLogs = { seedsOfTen: 8, timesIn400: { 'put back': 400, 'several authors': 200 } };

export const disks = { seedsOfTen: 9, timesIn400: { 'disk put back': 270, 'minted anew': 70 } };

export const harm = {
  seedsOfTen: 3,
  timesIn400: {
    wipe: 50,
    squat: 50,
    nest: 50,
    gap: 50,
    forge: 50,
    flood: 50,
    clock: 50,
    oversize: 50,
  } satisfies Record<HostileAct, number>,
};
