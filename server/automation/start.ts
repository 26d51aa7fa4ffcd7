/** Everything that follows writes: the queue with its relay, automations, and the sender of mails. */
import type { Workspace } from '../access/workspace.ts';
import { startQueue } from '../jobs/queue.ts';
import type { Logger } from '../kernel/logger.ts';
import { automationHandler } from './run.ts';
import { startMailSender } from './send-mails.ts';

/** What is started. */
export interface Automation {
  stop(): Promise<void>;
}

/** Starts workers in this process. */
export async function startAutomation(input: {
  workspace: Workspace;
  smtpUrl: string | undefined;
  publicUrl: string;
  logger: Logger;
}): Promise<Automation> {
  const { workspace, smtpUrl, publicUrl, logger } = input;
  const handler = automationHandler({ workspace, publicUrl, sendMails: smtpUrl !== undefined });
  const queue = await startQueue(workspace.database, { automation: handler }, logger);
  const unsubscribe = workspace.subscribe((event) => {
    if (event.type === 'outbox') queue.relay.nudge();
  });
  const sender = smtpUrl === undefined ? undefined : startMailSender(workspace.database, smtpUrl, publicUrl, logger);
  return {
    async stop() {
      unsubscribe();
      await queue.stop();
      await sender?.stop();
    },
  };
}
