/**
 * What the page and the import's worker say to each other. The page asks one thing at a time and
 * waits for its answer; progress and parts of the plan come in between. To cancel, the page ends
 * the worker.
 */
import type { ImportPlan } from '@wardbook/shared/kinds/register/register-import';
import type { EditionId } from '@wardbook/shared/kinds/register/elector';
import type { FileRefusal } from '@wardbook/shared/formats/file-refusal';
import type { Mapping } from '@wardbook/shared/formats/mapping';
import type { FileColumns, ImportCounts, Preview, ReadLayout } from './preview.ts';

/** What the worker needs of a file. A `File` crosses to a worker without its bytes being copied. */
export type ChosenFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

export type PageMessage =
  | {
      readonly type: 'read';
      readonly file: ChosenFile;
      /** The whole book, as one Yjs update (version 1). */
      readonly book: Uint8Array;
      /** The id that the edition is to have. */
      readonly edition: EditionId;
      /** ISO date: who is old enough is a matter of the day. */
      readonly today: string;
    }
  /** Reads the same file again by these columns, which `isUsable`. */
  | { readonly type: 'map'; readonly mapping: Mapping }
  /** Asks for the plan, to be written. */
  | {
      readonly type: 'write';
      /** The whole book, where it has changed since the worker was last given it. */
      readonly book: Uint8Array | undefined;
    };

/** `text` and `rows` are counted; the others are over before counting would tell anything. */
export type Stage = 'opening' | 'text' | 'rows' | 'comparing' | 'preparing';

export interface Progress {
  readonly stage: Stage;
  readonly done: number;
  /** 0 while it is not known. */
  readonly total: number;
}

/** So many people that taking them over does not hold up the page. */
export type PlanPart = Pick<ImportPlan, 'added' | 'changed'>;

export type WorkerMessage =
  | ({ readonly type: 'progress' } & Progress)
  | { readonly type: 'refused'; readonly refusal: FileRefusal }
  /** The browser could not hand over the file: moved, or on a drive that is gone. */
  | { readonly type: 'unreadable' }
  /** Which column is what must be said by hand first. */
  | { readonly type: 'columns'; readonly columns: FileColumns }
  | { readonly type: 'preview'; readonly preview: Preview }
  | ({ readonly type: 'part' } & PlanPart)
  | {
      readonly type: 'planned';
      /** Without its people, who came before it in parts. */
      readonly plan: ImportPlan;
      readonly counts: ImportCounts;
      /** Base64url of the file's SHA-256. */
      readonly hash: string;
      readonly layout: ReadLayout;
      readonly problems: number;
    }
  /** A fault of ours; the text is for whoever looks into it. */
  | { readonly type: 'fault'; readonly text: string };
