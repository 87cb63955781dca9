/**
 * A certificate authority of this laptop's own, and the certificate for its address on the local
 * network. Browsers allow the cryptography that Wardbook needs only over TLS, and no public authority
 * vouches for an address in a committee room.
 *
 * Invariants: the keys never leave the folder, in which only its owner may read them; the authority can
 * vouch for private addresses and nothing else, so that a stolen key opens no bank's door on a phone
 * that trusts it.
 */
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomBytes } from '@wardbook/shared/base/ports';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60 * 1000;
const authorityDays = 5 * 365;
/** The most that phones take from an authority that was added by hand is 825. */
const serverDays = 397;
const renewDaysBefore = 30;
/** Phones' clocks differ. */
const earlierDays = 1;

export interface LanCertificate {
  readonly key: string;
  /** The server's, with the authority's behind it. */
  readonly cert: string;
  /** The authority's, DER: what a phone is to trust. */
  readonly authority: Uint8Array<ArrayBuffer>;
  /** SHA-256 of it, in pairs of hexadecimal digits, as phones show it. */
  readonly fingerprint: string;
}

interface Authority {
  readonly certificate: X509Certificate;
  readonly keys: CryptoKeyPair;
}

/**
 * The certificate for `addresses` (IPv4), from what `folder` keeps or made and kept there. `now` is ms
 * since 1970.
 */
export async function lanCertificate(
  folder: string,
  addresses: readonly string[],
  now: number,
  random: RandomBytes,
): Promise<LanCertificate> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stored = await storedAuthority(folder, now);
  const authority = stored ?? (await newAuthority(folder, now, random));
  const { certificate, key } =
    (stored && (await storedServer(folder, stored, addresses, now))) ??
    (await newServer(folder, authority, addresses, now, random));
  const der = new Uint8Array(authority.certificate.rawData);
  const digest = createHash('sha256').update(der).digest('hex').toUpperCase();
  return {
    key,
    cert: `${certificate.toString('pem')}\n${authority.certificate.toString('pem')}\n`,
    authority: der,
    fingerprint: digest.replace(/(..)(?=.)/g, '$1 '),
  };
}

async function storedAuthority(folder: string, now: number): Promise<Authority | undefined> {
  const [keyFile, certFile] = [join(folder, 'ca.key'), join(folder, 'ca.crt')];
  if (!existsSync(keyFile) || !existsSync(certFile)) return undefined;
  const certificate = new X509Certificate(readFileSync(certFile, 'utf8'));
  if (isNearlyOver(certificate, now)) return undefined;
  const pkcs8 = PemConverter.decodeFirst(readFileSync(keyFile, 'utf8'));
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
  const publicKey = await certificate.publicKey.export(algorithm, ['verify']);
  return { certificate, keys: { privateKey, publicKey } };
}

async function newAuthority(folder: string, now: number, random: RandomBytes): Promise<Authority> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Wardbook committee room',
    serialNumber: serial(random),
    notBefore: new Date(now - earlierDays * dayMs),
    notAfter: new Date(now + authorityDays * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new Extension(nameConstraints, true, privateAddressesOnly()),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  await store(folder, 'ca', keys, certificate);
  return { certificate, keys };
}

/** The stored one, if it is this authority's, for just these addresses, and lasts a while. */
async function storedServer(
  folder: string,
  authority: Authority,
  addresses: readonly string[],
  now: number,
): Promise<{ certificate: X509Certificate; key: string } | undefined> {
  const [keyFile, certFile] = [join(folder, 'server.key'), join(folder, 'server.crt')];
  if (!existsSync(keyFile) || !existsSync(certFile)) return undefined;
  const certificate = new X509Certificate(readFileSync(certFile, 'utf8'));
  const names = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const isSame = names.map(({ value }) => value).join() === namesOf(addresses).join();
  const { publicKey } = authority.keys;
  const isIts = await certificate.verify({ publicKey, signatureOnly: true });
  if (!isSame || !isIts || isNearlyOver(certificate, now)) return undefined;
  return { certificate, key: readFileSync(keyFile, 'utf8') };
}

async function newServer(
  folder: string,
  authority: Authority,
  addresses: readonly string[],
  now: number,
  random: RandomBytes,
): Promise<{ certificate: X509Certificate; key: string }> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=Wardbook on this network',
    issuer: authority.certificate.subject,
    serialNumber: serial(random),
    notBefore: new Date(now - earlierDays * dayMs),
    notAfter: new Date(now + serverDays * dayMs),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        namesOf(addresses).map((value) => ({ type: 'ip' as const, value })),
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
    ],
  });
  return { certificate, key: await store(folder, 'server', keys, certificate) };
}

function namesOf(addresses: readonly string[]): string[] {
  return [...new Set([...addresses, '127.0.0.1'])];
}

async function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function store(
  folder: string,
  name: string,
  keys: CryptoKeyPair,
  certificate: X509Certificate,
): Promise<string> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  const key = PemConverter.encode(pkcs8, 'PRIVATE KEY');
  writeFileSync(join(folder, `${name}.key`), key, { mode: 0o600 });
  writeFileSync(join(folder, `${name}.crt`), certificate.toString('pem'), { mode: 0o600 });
  return key;
}

function isNearlyOver({ notAfter, notBefore }: X509Certificate, now: number): boolean {
  return notAfter.getTime() - now < renewDaysBefore * dayMs || notBefore.getTime() > now;
}

/** Positive, and not to be guessed. */
function serial(random: RandomBytes): string {
  const bytes = random(16);
  bytes[0]! &= 0x7f;
  return Buffer.from(bytes).toString('hex');
}

const nameConstraints = '2.5.29.30';
const privateNetworks = [
  [10, 0, 0, 0, 255, 0, 0, 0],
  [172, 16, 0, 0, 255, 240, 0, 0],
  [192, 168, 0, 0, 255, 255, 0, 0],
  [169, 254, 0, 0, 255, 255, 0, 0],
  [127, 0, 0, 0, 255, 0, 0, 0],
];
/** Nobody has a name under it, so that no name is allowed. */
const noName = 'invalid';

/** RFC 5280, 4.2.1.10: the permitted subtrees, each an address with its mask or a name, as DER. */
function privateAddressesOnly(): Uint8Array<ArrayBuffer> {
  const ofType = (tag: number, ...bytes: number[]) => [tag, bytes.length, ...bytes];
  const subtrees = [
    ...privateNetworks.map((network) => ofType(0x30, ...ofType(0x87, ...network))),
    ofType(0x30, ...ofType(0x82, ...Buffer.from(noName))),
  ];
  return Uint8Array.from(ofType(0x30, ...ofType(0xa0, ...subtrees.flat())));
}
