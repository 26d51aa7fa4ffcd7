/** What an action of an automation is: one file each. */
import type { ActionDocument } from '../../../metadata/types.ts';
import type { Subject } from '../values.ts';

/** Everything an action may use. */
export interface ActionInput<Document = ActionDocument> {
  readonly subject: Subject;
  readonly action: Document;
  /** Names this effect: message, automation and step. An action that is run twice under one key has its effect once. */
  readonly effectKey: string;
  readonly sendMails: boolean;
}

/** Runs an action. @returns a word on what came of it, for the run log */
export type RunAction<Document = ActionDocument> = (input: ActionInput<Document>) => Promise<string>;
