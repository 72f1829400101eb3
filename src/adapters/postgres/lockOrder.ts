/** Two transactions that lock in different orders wait for each other; so the order is not left to care. */
export class LockOrder extends Error {
  constructor(what: string) {
    super(`a transaction holds at most one person and one case, in that order; this one asked for ${what}`);
    this.name = 'LockOrder';
  }
}
