/**
 * The context of an act: who does it, in which workspace, on which model, with which rights, from where. Every room takes it
 * as its first argument.
 */
import type { FieldEnvironment } from '../fields/types.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Database } from '../database/types.ts';
import type { Model } from '../model/types.ts';
import type { Rights } from './rights.ts';
import type { LiveEvent } from './workspace.ts';

/** Where a write comes from; stored with the record and in history. */
export type Source = 'manual' | 'api' | 'import' | 'form' | 'automation';

/** Who acts. */
export interface Actor {
  /** The user's id; null is the server itself. */
  readonly id: string | null;
  readonly name: string;
  readonly email: string | null;
  /** Ids of role documents. */
  readonly roles: readonly string[];
  /** The user's team and all teams below it. */
  readonly teams: readonly string[];
  readonly team: string | null;
  readonly language: string;
  readonly timeZone: string;
}

/** Everything that a room needs to know about one act. */
export interface Context {
  /** Name of the workspace (`main`). */
  readonly workspace: string;
  readonly database: Database;
  readonly model: Model;
  readonly actor: Actor;
  readonly rights: Rights;
  readonly source: Source;
  /** The import, automation run or audit run that causes this, for history. */
  readonly cause?: { readonly kind: 'import' | 'automation' | 'audit'; readonly id: string; readonly depth: number };
  /** The API key that the actor came with, for history. */
  readonly key?: { readonly id: string; readonly name: string };
  /** An admin looks as others do: reading only. */
  readonly viewAs?: { readonly roles: readonly string[]; readonly user?: { readonly id: string; readonly name: string } };
  /** What this act is a part of: writes that were made together can be found, and undone, together. */
  readonly operation?: string;
  readonly clock: Clock;
  /** Tells those who watch in this process; called after the commit. */
  publish(event: LiveEvent): void;
  /** Says that this context's model is still worked on, beyond the request or job that it was made for; returns what ends it. */
  hold(): () => void;
  readonly logger: Logger;
  /** What bears on field values for this actor: currencies, zone, country, language. */
  readonly environment: FieldEnvironment;
}
