/**
 * What arrives while a transaction is under way shares the next one: a flood costs a commit for some dozens of
 * deliveries instead of one each, and nobody is answered before that commit.
 */
export interface Gathered<Item, Answer> {
  /** Rejects when the transaction failed that it was in. */
  give(item: Item): Promise<Answer>;
  isBusy(): boolean;
}

/** More in one transaction would only make the first of them wait. */
const MOST_AT_ONCE = 100;

/** `work` gives as many answers as it was given items, in their order. */
export function gathered<Item, Answer>(
  work: (batch: readonly Item[]) => Promise<readonly Answer[]>,
): Gathered<Item, Answer> {
  const waiting: {
    readonly item: Item;
    readonly settle: (answer: Answer) => void;
    readonly fail: (fault: unknown) => void;
  }[] = [];
  let busy = false;
  const turn = async () => {
    const batch = waiting.splice(0, MOST_AT_ONCE);
    try {
      const answers = await work(batch.map(({ item }) => item));
      for (const [index, { settle, fail }] of batch.entries()) {
        const answer = answers[index];
        if (answer === undefined) fail(new Error('nothing was answered'));
        else settle(answer);
      }
    } catch (fault) {
      for (const { fail } of batch) fail(fault);
    }
  };
  const run = async () => {
    busy = true;
    while (waiting.length > 0) await turn();
    busy = false;
  };
  return {
    isBusy: () => busy,
    give: (item) =>
      new Promise((settle, fail) => {
        waiting.push({ item, settle, fail });
        if (!busy) void run();
      }),
  };
}
