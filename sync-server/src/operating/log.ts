/**
 * The relay's log: one JSON object a line, for the machine's own log keeper. Holds no name, no id in
 * full, no address unless that was asked for, and nothing that a device has sent.
 */
import { pino, type DestinationStream } from 'pino';
import type { Log } from '../session/context.ts';
import type { LogLevel } from '../settings.ts';

export function createLog(level: LogLevel, destination: DestinationStream): Log {
  const logger = pino(
    {
      level,
      // Neither the machine's name nor the process's number: whoever keeps the log adds them.
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return (event, about = {}) => {
    const { level: own, ...fields } = about;
    if (own === 'error') logger.error(fields, event);
    else if (own === 'warn') logger.warn(fields, event);
    else logger.info(fields, event);
  };
}
