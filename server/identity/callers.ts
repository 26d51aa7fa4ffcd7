/** From what a request brings to the context of its act: a session's cookie, or an API key. */
import type { Context, Source } from '../access/context.ts';
import { restrictRights } from '../access/restrict.ts';
import { contextFor, rightsOf, type Workspace } from '../access/workspace.ts';
import type { Rights } from '../access/rights.ts';
import type { Model } from '../model/types.ts';
import { actorOfUser, callerOfKey, callerOfKeyId, callerOfSession, type KeyCaller } from './actors.ts';

/** Who calls. */
export interface Caller {
  readonly context: Context;
  /** Whether they have to set up a second factor before they may do anything else. */
  readonly mustSetSecondFactor: boolean;
  /** Whether it is long since it was noted that the session or key is in use. */
  readonly unseen: boolean;
}

/** Whoever has a session, or undefined when it is unknown, over, or its user is no longer active. */
export async function identifySession(workspace: Workspace, secret: string, source: Source): Promise<Caller | undefined> {
  const found = await callerOfSession(workspace.database, workspace.model(), secret, workspace.clock.now());
  if (!found) return undefined;
  const context = contextFor(workspace, found.actor, source);
  return { context, unseen: found.unseen, mustSetSecondFactor: !found.secondFactor && needsSecondFactor(context.model, context.rights) };
}

/** Whoever has a key, or undefined when it is unknown, expired, revoked, or its user is no longer active. */
export async function identifyKey(workspace: Workspace, secret: string): Promise<Caller | undefined> {
  const found = await callerOfKey(workspace.database, workspace.model(), secret, workspace.clock.now());
  return found && { context: contextOfKey(workspace, found), unseen: found.unseen, mustSetSecondFactor: false };
}

function contextOfKey(workspace: Workspace, found: KeyCaller): Context {
  const rights = restrictRights(rightsOf(workspace.model(), found.actor.roles), found.scopes);
  return { ...contextFor(workspace, found.actor, 'api', rights), key: found.key };
}

/**
 * The context of work that outlives the request, and the server, with which it began: with the rights that its user, and their key, have by now.
 * @param by the user, and the key that they came with, if any
 * @returns undefined when the user is no longer active, or the key holds no more
 */
export async function contextAgain(workspace: Workspace, by: { user: string | null; key: string | null }): Promise<Context | undefined> {
  const { database, clock } = workspace;
  if (by.key !== null) {
    const found = await callerOfKeyId(database, workspace.model(), by.key, clock.now());
    return found && contextOfKey(workspace, found);
  }
  const actor = by.user === null ? undefined : await actorOfUser(database, workspace.model(), by.user);
  return actor && contextFor(workspace, actor, 'api');
}

/** Whether the workspace demands a second factor of somebody with these rights. */
export function needsSecondFactor(model: Model, rights: Rights): boolean {
  const policy = model.settings.signIn?.secondFactor ?? 'optional';
  return policy === 'everybody' || (policy === 'admins' && rights.admin);
}
