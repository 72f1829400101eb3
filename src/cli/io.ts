/** What the command line touches of the world around it, so that tests can stand in its place. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Absent: the process's own environment. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Output goes to a person's screen: colours may be used. */
  readonly isTerminal: boolean;
  /** Resolves when the process is asked to end. */
  ended(): Promise<void>;
}
