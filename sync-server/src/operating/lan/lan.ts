/** The committee room: what `--lan` needs beside the relay itself, and what it says. */
import { join } from 'node:path';
import type { Clock, RandomBytes } from '@wardbook/shared/base/ports';
import { renderUnicodeCompact } from 'uqr';
import { lanAddresses } from './addresses.ts';
import { lanCertificate, type LanCertificate } from './certificates.ts';

export type LanPlace =
  | { readonly type: 'place'; readonly host: string; readonly certificate: LanCertificate }
  | { readonly type: 'wrong'; readonly sentence: string };

/** `host` is the address that was asked for; without it the likeliest is taken. */
export async function lanPlace(
  host: string | undefined,
  data: string,
  clock: Clock,
  random: RandomBytes,
): Promise<LanPlace> {
  const address = host ?? lanAddresses()[0];
  if (address === undefined) {
    const sentence =
      'This machine is on no local network. Join the room’s Wi-Fi, or open a hotspot on a phone and join that, then start again; or name an address of this machine with --host.';
    return { type: 'wrong', sentence };
  }
  try {
    const certificate = await lanCertificate(join(data, 'lan'), [address], clock(), random);
    return { type: 'place', host: address, certificate };
  } catch (error) {
    return {
      type: 'wrong',
      sentence: `Wardbook cannot keep its certificate in ${join(data, 'lan')}: ${String(error)}.`,
    };
  }
}

/** What stands on the laptop's screen. */
export function lanWords(app: string, page: string, fingerprint: string): string {
  return [
    '',
    'Phones on the same network: point the camera at this and follow the steps.',
    '',
    renderUnicodeCompact(page),
    `Steps, once for each phone: ${page}`,
    `Then, each time: ${app}`,
    `The certificate’s fingerprint: ${fingerprint}`,
  ].join('\n');
}
