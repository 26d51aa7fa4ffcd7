/** What only admins read: kept mails, documents. */
import { call } from './client.ts';

/** A mail that was sent or kept. */
export interface OutboxMail {
  readonly id: string;
  readonly at: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly state: string;
  readonly error?: string | null;
  /** Only when one mail is read. */
  readonly html?: string;
  readonly plain?: string;
}

/** A document of the applied model. */
export interface DocumentEntry {
  readonly kind: string;
  readonly id: string;
  readonly title?: string;
  readonly pack?: string;
  readonly file?: string;
  /** Only when one document is read. */
  readonly content?: unknown;
}

/** Mails, newest first. */
export async function listOutbox(): Promise<readonly OutboxMail[]> {
  return (await call<{ data: readonly OutboxMail[] }>('GET', '/outbox')).data;
}

/** One mail with its body. */
export function readMail(id: string): Promise<OutboxMail> {
  return call('GET', `/outbox/${encodeURIComponent(id)}`);
}

/** All documents of the model. */
export async function listDocuments(): Promise<readonly DocumentEntry[]> {
  const answer = await call<readonly DocumentEntry[] | { data: readonly DocumentEntry[] }>('GET', '/metadata/documents');
  return 'data' in answer ? answer.data : answer;
}

/** One document as JSON. */
export function readDocument(kind: string, id: string): Promise<DocumentEntry> {
  return call('GET', `/metadata/documents/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`);
}
