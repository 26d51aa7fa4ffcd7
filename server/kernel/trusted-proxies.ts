/**
 * Which machines in front of the server are believed when they say for whom they ask (`X-Forwarded-For`, `X-Forwarded-Proto`). Everybody can send these
 * headers: what was written by anybody but a proxy of ours is a claim of a stranger.
 */
import { BlockList, isIP } from 'node:net';

/** From whom a request came in the end. */
export interface Origin {
  /** The address of the last machine that is none of our proxies. */
  readonly address: string;
  /** Whether that machine spoke to our proxy by https; undefined when no proxy that we trust says so. */
  readonly https: boolean | undefined;
}

/** Finds out for whom a request comes. */
export interface TrustedProxies {
  /**
   * @param peer the address at the other end of the connection
   * @param forwardedFor all headers `X-Forwarded-For`, joined by commas
   * @param forwardedProto the same of `X-Forwarded-Proto`
   */
  originOf(peer: string, forwardedFor: string, forwardedProto: string): Origin;
}

/**
 * Reads `TRUSTED_PROXIES`: addresses and networks (`10.0.0.0/8`, `fd00::/8`), with commas.
 * @returns undefined where it names none
 * @throws Error that names the variable for what is no network, or is everybody
 */
export function readTrustedProxies(text: string | undefined): TrustedProxies | undefined {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return undefined;
  const list = new BlockList();
  for (const name of names) add(list, name);
  return { originOf: (peer, forwardedFor, forwardedProto) => originOf(list, peer, forwardedFor, forwardedProto) };
}

function add(list: BlockList, name: string): void {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(name) ?? [];
  const version = isIP(address);
  const all = version === 4 ? 32 : 128;
  const prefix = Number(bits ?? all);
  if (version === 0 || prefix > all)
    throw new Error(
      `TRUSTED_PROXIES names "${name}"; it takes addresses and networks such as 10.0.0.5, 10.0.0.0/8 or fd00::/8, with commas.`,
    );
  if (prefix === 0)
    throw new Error(`TRUSTED_PROXIES names "${name}", which is everybody: then any client could say that it is another one.`);
  list.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Each proxy adds at the end from whom it has the request. So the list is read from the end, for as long as those who wrote it are ours: what stands before
 * may have been sent along by anybody.
 */
function originOf(list: BlockList, peer: string, forwardedFor: string, forwardedProto: string): Origin {
  const said = forwardedFor.split(',');
  let address = plainAddress(peer) ?? peer;
  let hops = 0;
  while (isOurs(list, address)) {
    const before = plainAddress(said.at(-1 - hops) ?? '');
    if (before === undefined) break;
    address = before;
    hops++;
  }
  if (!isOurs(list, plainAddress(peer) ?? peer)) return { address, https: undefined };
  // A proxy that adds to this list, too, says it at the same place; one that replaces it leaves a list of one.
  const schemes = forwardedProto.split(',').map((scheme) => scheme.trim().toLowerCase());
  const scheme = schemes.at(-Math.max(1, Math.min(hops, schemes.length)));
  return { address, https: scheme === 'https' ? true : scheme === 'http' ? false : undefined };
}

function isOurs(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** An address without port, brackets and zone, IPv4 as such; undefined when it is none (`unknown`, a name, nothing). */
function plainAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed) ?? [];
  const [, withPort] = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(trimmed) ?? [];
  const address = (bracketed ?? withPort ?? trimmed).replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return isIP(address) === 0 ? undefined : address;
}
