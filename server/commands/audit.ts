/** `relata audit <id>`: runs an audit and writes its report. */
import { systemContext } from '../access/workspace.ts';
import { auditCommand } from '../audits/cli.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Runs an audit as the server itself, which sees everything. */
export const audit: Verb = {
  summary: 'Run an audit: relata audit <id> [--out report.html] [--json]',
  usage: 'relata audit <id> [--out report.html] [--json] [--param name=value]',
  run: (args) => withWorkspace(({ workspace }, config) => auditCommand(systemContext(workspace), args, { publicUrl: config.publicUrl })),
};
