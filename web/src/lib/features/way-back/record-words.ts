/** What an entry of the book says, in one line, whichever kind it is of. Pure. */
import type { BookEvent } from '@wardbook/shared/books/ward';
import { code } from '@wardbook/shared/kinds/code/code';
import type { PersonId } from '@wardbook/shared/kinds/register/elector';
import { elector } from '@wardbook/shared/kinds/register/register';
import { registerIndex } from '@wardbook/shared/kinds/register/register-index';
import type { Event, Reading } from '@wardbook/shared/ledger/kind';
import { fieldWords } from '#lib/parts/event-words.ts';
import { outcomeText, personName } from '#lib/words/words.ts';
import * as said from '#lib/words/said/way-back.ts';

/** With whom it is about, where it is about somebody. `book`: one that knows them. */
export function recordText(book: Reading, event: Event): string {
  const what = whatText(book, event as BookEvent);
  const person = personIn(event);
  const known = person && (elector(book, person) ?? book.of(registerIndex).everEntered(person));
  return known ? said.recordAbout({ about: personName(known), what }) : what;
}

/** Whom an entry is about; undefined for one about something else. */
export function personIn(event: Event): PersonId | undefined {
  return 'person' in event ? (event.person as PersonId) : undefined;
}

/** Every entry of the book is of one of its kinds: others are not read. */
export function whatText(book: Reading, event: BookEvent): string {
  switch (event.type) {
    case 'answer': {
      const given = event.code && code(book, event.code);
      return given
        ? said.codeAnswer({ letter: given.letter, meaning: given.label })
        : outcomeText(event.outcome);
    }
    case 'note':
      return event.text === '' ? said.noteTakenOut() : said.aNote({ text: event.text });
    case 'field':
      return fieldWords(event);
    case 'place':
      return event.text === '' ? said.aPlaceNoteOut() : said.aPlaceNote({ text: event.text });
    case 'memory':
      return said.aPage({ title: event.title });
    case 'code':
      return event.letter !== undefined && event.label !== undefined
        ? said.aCode({ letter: event.letter, label: event.label })
        : said.codeChange();
    case 'settings':
      return said.settings();
    case 'district':
      return said.aDistrict({ letters: event.letters });
    case 'franchise':
      return said.franchise({ marker: event.marker });
    case 'edition':
      return said.anImport({ file: event.file });
    case 'strike-out':
      return said.aStrikeOut({ count: event.count });
    case 'device':
    case 'holder':
      return said.aDevice();
    case 'undo':
      return said.other();
  }
}
