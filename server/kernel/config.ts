/** Settings from the environment, read once and checked; see the table in README.md. */
import path from 'node:path';
import { readOidcConfig, type OidcConfig } from './oidc-config.ts';
import { readTrustedProxies, type TrustedProxies } from './trusted-proxies.ts';

/** Everything that the environment can say. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where links in mails point, without a slash at the end. */
  readonly publicUrl: string;
  /** Machines in front of the server that say truly for whom they ask; undefined: nobody is believed. */
  readonly trustedProxies: TrustedProxies | undefined;
  /** Embedded database, files, keys, logs. */
  readonly home: string;
  readonly databaseUrl: string | undefined;
  /** What keys are derived from; in `home` without it. */
  readonly secret: string | undefined;
  /** The secret before that one, for `relata keys rewrap`. */
  readonly previousSecret: string | undefined;
  readonly adminEmail: string | undefined;
  readonly adminPassword: string | undefined;
  readonly smtpUrl: string | undefined;
  /** A provider of identities, at which people may sign in. */
  readonly oidc: OidcConfig | undefined;
  /** A bucket that speaks S3 for uploaded files; on disk, below `home`, without it. */
  readonly filesUrl: string | undefined;
  readonly logLevel: string;
  /** Whether changed files of packs apply at once (development), or only a higher pack version (production). */
  readonly development: boolean;
  /** Folders with packs beside `metadata/system`, in the order in which they are installed. */
  readonly packFolders: readonly string[];
}

/** The folder of this code: where metadata/, plugins/ and client/ stand. */
export const codeRoot = path.resolve(import.meta.dirname, '../..');

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * Reads the settings.
 * @throws Error that names the variable, when one does not make sense.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const port = readPort(env['PORT'] ?? '3000');
  const host = env['HOST'] || '127.0.0.1';
  const logLevel = env['LOG_LEVEL'] || 'warn';
  if (!logLevels.includes(logLevel)) throw new Error(`LOG_LEVEL is "${logLevel}"; it must be one of ${logLevels.join(', ')}.`);
  const publicUrl = (
    env['PUBLIC_URL'] || `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? 'localhost' : host}:${port}`
  ).replace(/\/+$/, '');
  if (!/^https?:\/\/[^/]/.test(publicUrl)) throw new Error(`PUBLIC_URL is "${publicUrl}"; it must start with http:// or https://.`);
  return {
    port,
    host,
    publicUrl,
    trustedProxies: readTrustedProxies(env['TRUSTED_PROXIES']),
    home: path.resolve(env['RELATA_HOME'] || '.relata'),
    databaseUrl: env['DATABASE_URL'] || undefined,
    secret: env['RELATA_SECRET'] || undefined,
    previousSecret: env['RELATA_SECRET_PREVIOUS'] || undefined,
    adminEmail: env['RELATA_ADMIN_EMAIL'] || undefined,
    adminPassword: env['RELATA_ADMIN_PASSWORD'] || undefined,
    smtpUrl: env['SMTP_URL'] || undefined,
    oidc: readOidcConfig(env),
    filesUrl: env['FILES_URL'] || undefined,
    logLevel,
    development: env['NODE_ENV'] !== 'production',
    packFolders: [path.join(codeRoot, 'metadata/crm'), path.join(codeRoot, 'plugins')],
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`PORT is "${text}"; it must be a whole number from 0 to 65535.`);
  return port;
}
