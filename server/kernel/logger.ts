/** Logs are JSON lines on standard error (pino). */
import { pino, destination } from 'pino';

/** The part of a logger that rooms use. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Makes a logger; `level` is one of pino's (debug, info, warn, error, silent). Secrets in well-known places are left out. */
export function createLogger(level: string): Logger {
  return pino(
    { level, redact: ['password', '*.password', 'token', '*.token', 'req.headers.authorization', 'req.headers.cookie'] },
    destination(2),
  );
}

/** A logger that says nothing, for tests. */
export const silentLogger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
