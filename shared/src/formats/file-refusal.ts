/**
 * Every reason for not reading a file, as a code: the page has for each what was found and what to do
 * next. Nothing has been written when one of these is returned.
 */
import type { OtherExportId, RegisterLayoutId } from './layouts.ts';

export const refusalCodes = [
  'empty',
  'blank',
  'too-large',
  'too-many-rows',
  'too-many-columns',
  'unpacks-too-large',
  'zip-archive',
  'archive',
  'protected-workbook',
  'old-workbook',
  'other-workbook',
  'damaged-workbook',
  'document',
  'pdf',
  'image',
  'json',
  'web-page',
  'xml',
  'null-bytes',
  'binary',
  'monthly-update',
  'polling-stations',
  'absent-voters',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** What else is known about the file. */
export type RefusalDetail =
  /** Its headings are those of this export or layout. */
  | { type: 'recognised'; as: OtherExportId | RegisterLayoutId }
  /** A ZIP archive's files, and the path of the only one. */
  | { type: 'holds'; files: number; only: string };

export interface FileRefusal {
  type: 'refused';
  code: RefusalCode;
  detail?: RefusalDetail;
}

export function refuseFile(code: RefusalCode, detail?: RefusalDetail): FileRefusal {
  return { type: 'refused', code, ...(detail && { detail }) };
}
