/** Changes of metadata over HTTP, the way an admin makes them: drafts of edits, their plans, and what comes of them. */
import { expect } from 'vitest';
import type { Call } from './test-app.ts';

/** A document or an answer of any kind. */
export type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- documents of every kind

/** An edit: the document put in place, or null for one that goes. */
export type DraftEdit = readonly [kind: string, id: string, content: Json | null];

/** What tests do with drafts as one user. */
export interface Drafts {
  /** The document in the present version. */
  readonly document: (kind: string, id: string) => Promise<Json>;
  /** The entity's document with this property in place, or without it. */
  readonly withField: (entity: string, name: string, property: Json | undefined) => Promise<Json>;
  /** @returns the id of a new draft */
  readonly draftOf: (edits: readonly DraftEdit[]) => Promise<string>;
  readonly planOf: (draft: string) => Promise<Json>;
  /** Applies by the hash of a plan made just now, and waits until the change has ended. @returns the draft */
  readonly apply: (draft: string) => Promise<Json>;
  /** Waits until the draft is no longer being applied. @returns the draft */
  readonly waitFor: (draft: string) => Promise<Json>;
}

/** @param user the API as a user who may change metadata */
export function draftsOf(user: { readonly call: Call }): Drafts {
  const document = async (kind: string, id: string): Promise<Json> =>
    (await user.call('GET', `/api/metadata/documents/${kind}/${id}`)).body.content as Json;
  const planOf = async (draft: string): Promise<Json> => (await user.call('POST', '/api/metadata/plan', { draft })).body as Json;

  async function waitFor(draft: string): Promise<Json> {
    for (;;) {
      const { body } = await user.call('GET', `/api/metadata/drafts/${draft}`);
      if (body.state !== 'applying' && body.state !== 'cancelling') return body as Json;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  return {
    document,
    planOf,
    waitFor,
    async withField(entity, name, property) {
      const content = await document('entity', entity);
      if (property) content['properties'][name] = property;
      else Reflect.deleteProperty(content['properties'] as object, name);
      return content;
    },
    async draftOf(edits) {
      const { body } = await user.call('POST', '/api/metadata/drafts', { title: 'A change' });
      for (const [kind, id, content] of edits) {
        const where = `/api/metadata/documents/${kind}/${id}?draft=${body.id as string}`;
        expect((await (content === null ? user.call('DELETE', where) : user.call('PUT', where, content))).status).toBeLessThan(300);
      }
      return body.id as string;
    },
    async apply(draft) {
      const begun = await user.call('POST', '/api/metadata/apply', { draft, hash: (await planOf(draft))['hash'] });
      expect([begun.status, begun.body.errors]).toEqual([202, undefined]);
      return waitFor(draft);
    },
  };
}
