/** What a verb of the command line is. */
export interface Verb {
  /** One line for the list. */
  readonly summary: string;
  readonly usage: string;
  /** @returns the exit code */
  run(args: readonly string[]): Promise<number>;
}
