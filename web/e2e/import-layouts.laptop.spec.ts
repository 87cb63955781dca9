/** The register as each kind of software writes it, in every encoding and container. */
import { registerRows } from '@wardbook/shared/demo/register-rows';
import {
  delimitedFile,
  registerFile,
  smallWard,
  workbookFile,
  type RegisterFile,
} from './support/register-files.ts';
import { expect, test } from './support/fixtures.ts';

interface Sent {
  readonly what: string;
  readonly layout: string;
  readonly file: () => RegisterFile | Promise<RegisterFile>;
}

const sent: readonly Sent[] = [
  {
    what: 'Xpress 14 columns, CSV, UTF-8',
    layout: 'Xpress, 14 columns',
    file: () => registerFile(smallWard()),
  },
  {
    what: 'Xpress 13 columns, CSV, Windows-1252',
    layout: 'Xpress, 13 columns',
    file: () => registerFile(smallWard(), { layout: 'xpress13', encoding: 'windows-1252' }),
  },
  {
    what: 'Xpress 14 columns, tabs and UTF-16 under the name .csv',
    layout: 'Xpress, 14 columns',
    file: () => registerFile(smallWard(), { delimiter: '\t', encoding: 'utf-16le' }),
  },
  {
    what: 'Halarose, TSV, UTF-8 with a mark',
    layout: 'Halarose, 21 columns',
    file: () =>
      registerFile(smallWard(), {
        layout: 'halarose',
        delimiter: '\t',
        encoding: 'utf-8-bom',
        name: 'register.tsv',
      }),
  },
  {
    what: 'Democracy Counts, Excel',
    layout: 'Democracy Counts, 25 columns',
    file: () => workbookFile(smallWard(), 'democracy-counts'),
  },
  {
    what: 'Xpress under a title, with its headings again half way',
    layout: 'Xpress, 14 columns',
    file: () => {
      const [header = [], ...rows] = registerRows(smallWard(), 'xpress14');
      const title = [['Register of electors'], ['Published 1 December'], []];
      const all = [...title, header, ...rows.slice(0, 100), header, ...rows.slice(100)];
      return delimitedFile(all, {});
    },
  },
];

for (const { what, layout, file } of sent)
  // The workbook each time: it takes its own way in. What reads the others has tests of its own.
  test(
    `${what}: is recognised, previewed and imported whole`,
    {
      tag: what.endsWith('Excel') ? [] : '@long',
    },
    async ({ device }) => {
      const { page } = device;
      await device.startWard();
      await device.choose(await file());
      await expect(device.heading('Adds 199 people in 2 polling districts')).toBeVisible();
      await expect(page.getByText(`Layout: ${layout}.`)).toBeVisible();
      await expect(page.getByText('Nothing is written to the book until')).toBeVisible();
      await device.button('Import 199 people').click();
      await expect(device.heading('Added 199 people in 2 polling districts')).toBeVisible();
      await expect(page.getByText('All of it is on this device.')).toBeVisible();
      await device.link('See the people').click();
      await expect(page.getByText('199 people')).toBeVisible();
      await device.search.fill('KD-2/2-289/1');
      const found = device.people.getByRole('option');
      await expect(found).toHaveCount(1);
      await expect(found).toContainText('Zoë Müller');
      // Democracy Counts writes somebody who was put in between as a fraction.
      await expect(found).toContainText(/KD-2\/2-289[/.]1/);
    },
  );
