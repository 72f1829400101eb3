/** What is said to people about one thing: what it is, and what to do. */
export interface Sentence {
  readonly says: string;
  readonly remedy: string;
}
