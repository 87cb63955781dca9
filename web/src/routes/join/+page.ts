import { knownName } from '../known-name.ts';

export async function load() {
  return { knownName: await knownName() };
}
