/** What the printing functions need to know of a result. */
export interface PersonLike {
  readonly name: string;
  readonly key: string;
}
