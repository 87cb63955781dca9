/**
 * Every reason for not reading a file, in words for the person who chose it: what was found and
 * what to do next. Nothing has been written when one of these is returned.
 */

const sentences = {
  empty: ['is empty: there is nothing in it at all.', 'Ask the council to send it again.'],
  blank: [
    'holds only blank lines.',
    'Check that you chose the right file, or ask the council to send it again.',
  ],
  'too-large': [
    'is larger than 64 MB, far more than the register of a ward or a constituency.',
    'Check that you chose the right file. If you did, split it by polling district and import the parts.',
  ],
  'too-many-rows': [
    'has more than 200,000 rows, more than can be imported at once.',
    'Split it by polling district and import the parts.',
  ],
  'too-many-columns': [
    'has more than 200 columns, which no register has.',
    'Check that you chose the right file. If you did, delete the columns that are not needed and save it again.',
  ],
  'unpacks-too-large': [
    'is a workbook that unpacks to far more than a register could hold.',
    'Do not open it unless you know where it came from. Ask the council for a CSV file instead.',
  ],
  'zip-archive': [
    'is a ZIP archive, not a register.',
    'Unzip it and choose the file inside. If it asks for a password, the council will have sent it separately.',
  ],
  archive: ['is a compressed archive, not a register.', 'Unpack it and choose the file inside.'],
  'protected-workbook': [
    'is a workbook locked with a password, so nothing in it can be read.',
    'Open it in a spreadsheet program with the password, save a copy without one, and choose that copy.',
  ],
  'old-workbook': [
    'is in the old Excel format (.xls) or another old Office format, which cannot be read here.',
    'Open it in a spreadsheet program, save it as .xlsx or CSV, and choose that file.',
  ],
  'other-workbook': [
    'is a spreadsheet, but not in the .xlsx format.',
    'Open it in a spreadsheet program, save it as .xlsx or CSV, and choose that file.',
  ],
  'damaged-workbook': [
    'looks like an Excel workbook but is damaged or cut short.',
    'Download it again, or open it in a spreadsheet program and save it as CSV.',
  ],
  document: [
    'is a word-processor document, not a register.',
    'Ask the council for the register in data form: a CSV or Excel file.',
  ],
  pdf: [
    'is a PDF, which shows pages but holds no table that can be read.',
    'Ask the council for the register in data form: a CSV or Excel file.',
  ],
  image: [
    'is a picture, not a register.',
    'Ask the council for the register in data form: a CSV or Excel file.',
  ],
  json: [
    'is a JSON data file, not a register.',
    'Ask the council for the register in data form: a CSV or Excel file.',
  ],
  'web-page': [
    'is a web page, not a register, whatever its name says.',
    'If it shows the register when opened in a spreadsheet program, save it from there as CSV. Otherwise download the file again.',
  ],
  xml: [
    'is an XML file, not a register in a form that can be read here.',
    'If it shows the register when opened in a spreadsheet program, save it from there as CSV.',
  ],
  'null-bytes': [
    'holds null bytes, which no text file has: it is damaged, or not a text file.',
    'Download it again. If that does not help, open it in a spreadsheet program and save it as CSV.',
  ],
  binary: [
    'is not text and not a workbook, so no rows can be read from it.',
    'Check that you chose the right file: a CSV or Excel file from the council.',
  ],
  'monthly-update': [
    'is a monthly update, not a full register.',
    'It lists only who was added, changed or removed in one month. Import the full register; updates cannot be applied yet.',
  ],
  'polling-stations': [
    'is a list of polling stations or addresses, not a register: it names no electors.',
    'Ask the council for the full register in data form, as supplied to parties.',
  ],
  'absent-voters': [
    'is a list of absent voters, not a full register.',
    'It names only those who vote by post or by proxy. Import the full register first; this list cannot be imported yet.',
  ],
} as const satisfies Record<string, readonly [string, string]>;

export type RefusalCode = keyof typeof sentences;

export const refusalCodes = Object.keys(sentences) as RefusalCode[];

export interface FileRefusal {
  type: 'refused';
  code: RefusalCode;
  /** What the file turned out to be: one full sentence. */
  found: string;
  /** What to do next: full sentences. */
  advice: string;
}

/**
 * @param subject begins the sentence: the file's name, or nothing for "This".
 * @param detail what else is known about the file, as a full sentence.
 */
export function refuseFile(code: RefusalCode, subject = '', detail = ''): FileRefusal {
  const [found, advice] = sentences[code];
  const name = subject.trim().slice(0, 120);
  const sentence = `${name === '' ? 'This' : `“${name}”`} ${found}`;
  return {
    type: 'refused',
    code,
    found: detail === '' ? sentence : `${sentence} ${detail}`,
    advice,
  };
}
