/** Seeds of histories that once broke something, with what it was. They are lived again by every test run. */
export const KEPT: readonly { readonly seed: number; readonly was: string }[] = [];
