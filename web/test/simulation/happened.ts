/** What happened, so that a run that did nothing is not taken for one that went well. */
export interface Happened {
  edits: number;
  crashes: number;
  writesLost: number;
  partitions: number;
  wipes: number;
  restores: number;
  tabs: number;
  imports: number;
  madeAnew: number;
  writtenMeanwhile: number;
}
