/** `relata doctor --history`: whether history is what was written. */
import { checkpointFile } from '../history/checkpoints.ts';
import { proveHistory, type HistoryFinding, type HistoryProof } from '../history/verify.ts';
import { withWorkspace } from './with-workspace.ts';

/** Findings that are told one by one; the others are counted. */
const toldAtMost = 1000;

/**
 * Proves history, and prints what it finds.
 * @returns the exit code: 1 when something is wrong
 */
export function doctorHistory(json: boolean): Promise<number> {
  return withWorkspace(
    async ({ database }, config) => {
      const findings: HistoryFinding[] = [];
      const checkpoints = checkpointFile(config.home, database.schema);
      const proof = await proveHistory(database, checkpoints, (finding) => {
        if (findings.length >= toldAtMost) return;
        findings.push(finding);
        if (!json) process.stdout.write(`${finding.message}\n`);
      });
      if (json) process.stdout.write(`${JSON.stringify({ ...proof, total: proof.findings, findings }, null, 2)}\n`);
      else process.stdout.write(summary(proof));
      return proof.findings === 0 ? 0 : 1;
    },
    { asIs: true },
  );
}

function summary({ seals, entries, findings, unsealed }: HistoryProof): string {
  const more = findings > toldAtMost ? ` (the first ${toldAtMost} are told)` : '';
  const verdict = findings === 0 ? 'History is whole' : `${findings} findings${more}`;
  const tail =
    unsealed.entries === 0 ? 'nothing is unsealed' : `${unsealed.entries} entries since ${unsealed.since ?? ''} are not sealed yet`;
  return `${verdict}: ${entries} entries under ${seals} seals; ${tail}.\n`;
}
