/** Which of this machine's addresses phones in the same room can reach. */
import { networkInterfaces } from 'node:os';

type Interfaces = ReturnType<typeof networkInterfaces>;

/** Private IPv4 addresses, those of a home or office network first. */
export function lanAddresses(interfaces: Interfaces = networkInterfaces()): string[] {
  const addresses = Object.values(interfaces)
    .flatMap((each) => each ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  const rank = (address: string) => networks.findIndex((network) => network.test(address));
  return addresses.filter((address) => rank(address) >= 0).sort((a, b) => rank(a) - rank(b));
}

const networks = [/^192\.168\./, /^10\./, /^172\.(1[6-9]|2\d|3[01])\./, /^169\.254\./];
