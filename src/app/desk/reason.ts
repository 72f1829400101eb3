/** Why somebody decides as they do, as every form asks for it. */

/** As long as on every other channel; the desk's own form lets nobody write more, whoever sends its answers by hand may. */
export const LONGEST_REASON = 2_000;
const TOO_LONG = `Say it in ${LONGEST_REASON} characters.`;

/** What stands against it, in the field of that name; `null` = nothing. */
export const tooLong = (reason: string, field: string): Readonly<Record<string, string>> | null =>
  reason.length > LONGEST_REASON ? { [field]: TOO_LONG } : null;
