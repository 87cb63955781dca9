/** What each simulation is to go through: well below what was counted, so that no run lacks it by chance. */
import type { HostileAct } from '../access/hostile-acts.ts';

export const misfortunes = {
  seedsOfTen: 10,
  timesIn400: {
    edits: 400,
    imports: 40,
    tabs: 400,
    crashes: 400,
    'writes lost': 100,
    partitions: 400,
    cuts: 400,
    'relay wiped': 40,
    'relay set back': 20,
    snapshots: 300,
    'made anew': 100,
    'written meanwhile': 40,
  },
};

export const regroupings = {
  seedsOfTen: 9,
  timesIn400: {
    'role changed': 40,
    'end set': 40,
    'keys replaced': 40,
    removed: 40,
    'stepped down': 20,
  },
};

/** Entries that a lost log got again as they were. */
export const lostLogs = { seedsOfTen: 8, timesIn400: { 'put back': 400, 'several authors': 200 } };

export const disks = { seedsOfTen: 9, timesIn400: { 'disk put back': 400, 'minted anew': 40 } };

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
