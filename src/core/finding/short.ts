/** Whether a listing shows clearly fewer than the group itself counts: a right that was narrowed looks the same. */

/** Whoever was taken out while the listing went on; the provider's own count may lag as well. */
const ALWAYS_ALLOWED = 2;
const SHARE_ALLOWED = 0.05;

/** `counted`: the group's own count, `null` where the provider gives none. */
export function isShort(listed: number, counted: number | null): boolean {
  if (counted === null || counted <= listed) return false;
  return listed === 0 || counted - listed > Math.max(ALWAYS_ALLOWED, counted * SHARE_ALLOWED);
}
