/** Everything a History says, as plain data, to compare two of them by. */
import type { History } from '../find/history.ts';

export function summary(history: History): unknown {
  return {
    size: history.size,
    memory: history.memory(),
    people: history
      .people()
      .sort()
      .map((id) => {
        const person = history.person(id);
        const { answers, counted, lastContactAt, lastOutcome, fields, notes, asked } = person;
        return {
          id,
          answers,
          counted,
          lastContactAt,
          lastOutcome,
          notes,
          asked,
          fields: [...fields],
          timeline: person.timeline(),
        };
      }),
  };
}
