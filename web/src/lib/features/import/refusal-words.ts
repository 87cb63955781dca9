/** Why a file is not read: what it turned out to be, and what to do next. Pure. */
import type {
  FileRefusal,
  RefusalCode,
  RefusalDetail,
} from '@wardbook/shared/formats/file-refusal';
import type { OtherExportId } from '@wardbook/shared/formats/layouts';
import { columnsMax, fileBytesMax, rowsMax } from '@wardbook/shared/formats/limits';
import { layoutText } from '#lib/words/words.ts';
import * as said from '#lib/words/said/import.ts';

/** `unreadable`: the browser could not hand the file over. */
export type Refusal = Pick<FileRefusal, 'code' | 'detail'> | { readonly code: 'unreadable' };

export interface RefusalWords {
  /** Whole sentences, the first of which begins with the file's name. */
  readonly found: string;
  readonly advice: string;
}

export function refusalWords(refusal: Refusal, fileName: string): RefusalWords {
  const { found, advice } = refusals[refusal.code];
  const sentence = found({ file: fileName.trim().slice(0, 120) });
  const detail = 'detail' in refusal ? refusal.detail : undefined;
  return {
    found: detail ? `${sentence} ${detailText(detail)}` : sentence,
    advice: advice(),
  };
}

function detailText(detail: RefusalDetail): string {
  if (detail.type === 'holds') return said.holds({ files: detail.files, only: detail.only });
  const { as } = detail;
  return said.recognised({ what: isExport(as) ? otherExports[as]() : layoutText(as) });
}

function isExport(id: string): id is OtherExportId {
  return Object.hasOwn(otherExports, id);
}

const otherExports: Readonly<Record<OtherExportId, () => string>> = {
  'xpress-update': said.xpressUpdate,
  'halarose-update': said.halaroseUpdate,
  'democracy-counts-update': said.democracyCountsUpdate,
  'halarose-absent-voters': said.halaroseAbsentVoters,
  'xpress-stations': said.xpressStations,
  'xpress-look-up': said.xpressLookUp,
  'halarose-stations': said.halaroseStations,
  'democracy-counts-stations': said.democracyCountsStations,
  'northern-ireland-stations': said.northernIrelandStations,
  'idox-properties': said.idoxProperties,
};

interface CodeWords {
  readonly found: (chosen: { file: string }) => string;
  readonly advice: () => string;
}

const refusals: Readonly<Record<RefusalCode | 'unreadable', CodeWords>> = {
  empty: { found: said.emptyFile, advice: said.sendAgain },
  blank: { found: said.blankFile, advice: said.checkOrSendAgain },
  'too-large': {
    found: ({ file }) => said.tooLargeFile({ file, megabytes: fileBytesMax / 1024 ** 2 }),
    advice: said.checkOrSplit,
  },
  'too-many-rows': {
    found: ({ file }) => said.tooManyRowsFile({ file, max: rowsMax }),
    advice: said.split,
  },
  'too-many-columns': {
    found: ({ file }) => said.tooManyColumnsFile({ file, max: columnsMax }),
    advice: said.deleteColumns,
  },
  'unpacks-too-large': { found: said.unpacksTooLargeFile, advice: said.doNotOpen },
  'zip-archive': { found: said.zipArchiveFile, advice: said.unzip },
  archive: { found: said.archiveFile, advice: said.unpack },
  'protected-workbook': { found: said.protectedWorkbookFile, advice: said.saveUnlocked },
  'old-workbook': { found: said.oldWorkbookFile, advice: said.saveAsXlsx },
  'other-workbook': { found: said.otherWorkbookFile, advice: said.saveAsXlsx },
  'damaged-workbook': { found: said.damagedWorkbookFile, advice: said.downloadOrSave },
  document: { found: said.documentFile, advice: said.askForData },
  pdf: { found: said.pdfFile, advice: said.askForData },
  image: { found: said.imageFile, advice: said.askForData },
  json: { found: said.jsonFile, advice: said.askForData },
  'web-page': { found: said.webPageFile, advice: said.saveOrDownload },
  xml: { found: said.xmlFile, advice: said.saveFromThere },
  'null-bytes': { found: said.nullBytesFile, advice: said.downloadAndSave },
  binary: { found: said.binaryFile, advice: said.checkFile },
  'monthly-update': { found: said.monthlyUpdateFile, advice: said.importFull },
  'polling-stations': { found: said.pollingStationsFile, advice: said.askForFull },
  'absent-voters': { found: said.absentVotersFile, advice: said.importFullFirst },
  unreadable: { found: said.unreadableFile, advice: said.copyHere },
};
