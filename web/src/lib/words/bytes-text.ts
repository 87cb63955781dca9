import * as names from './said/names.ts';

/** '3.4 MB', '410 KB': in the units that browsers and phones use. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000_000)
    return names.kilobytes({ size: String(Math.max(1, Math.round(bytes / 1_000))) });
  if (bytes < 1_000_000_000) return names.megabytes({ size: (bytes / 1_000_000).toFixed(1) });
  return names.gigabytes({ size: (bytes / 1_000_000_000).toFixed(1) });
}
