/**
 * Where a request comes from, as far as bounds for each address go. Behind a proxy that is named in
 * the settings, the address is the one that the proxy gives; otherwise what a request says of its own
 * origin counts for nothing.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';

/** Whether an address is that of a proxy whose word for the address behind it is believed. */
export type IsTrusted = (address: string) => boolean;

export const trustsNobody: IsTrusted = () => false;

/** `text` is addresses and networks, separated by commas: "127.0.0.1, 10.0.0.0/8, fd00::/8". */
export function parseTrusted(text: string): IsTrusted | undefined {
  const trusted = new BlockList();
  for (const part of text.split(',').map((each) => each.trim())) {
    const [address = '', bits] = part.split('/');
    const version = isIP(address);
    if (version === 0) return undefined;
    const most = version === 4 ? 32 : 128;
    const prefix = bits === undefined ? most : Number(bits);
    if (!Number.isInteger(prefix) || prefix < 0 || prefix > most) return undefined;
    trusted.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6');
  }
  return (address) => {
    const version = isIP(address);
    return version !== 0 && trusted.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}

/** Whom a request is counted with: an IPv4 address, or the network of an IPv6 one. */
export function addressOf(request: IncomingMessage, isTrusted: IsTrusted): string {
  let address = remoteAddress(request.socket);
  if (!isTrusted(address)) return grouped(address);
  // Each proxy puts whom it spoke to at the end, so what lies further left may be made up.
  const said = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  for (const each of said.reverse()) {
    const before = plain(each.trim());
    if (isIP(before) === 0) break;
    address = before;
    if (!isTrusted(address)) break;
  }
  return grouped(address);
}

/** Who is at the other end of a connection itself, a proxy maybe. */
export function remoteAddress(socket: Socket): string {
  return plain(socket.remoteAddress ?? '');
}

/** An IPv4-mapped IPv6 address as the IPv4 address that it is. */
function plain(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

/**
 * The /64 network of an IPv6 address: one customer has a whole one, so a single address says
 * nothing.
 */
function grouped(address: string): string {
  if (isIP(address) !== 6) return address || 'unknown';
  const [left = '', right] = address.split('::', 2);
  const groups = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  if (right !== undefined)
    while (groups.length + after.length < 8 && groups.length < 4) groups.push('0');
  const network = [...groups, ...after].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
