/** Told by `tenure migrate` and at a start; apart from the steps, so that whoever only names it loads no database. */
export class TablesInUse extends Error {
  constructor(cause: unknown) {
    super(
      'The schema was not brought up: somebody had its tables in use whenever a step asked for them. Look for a transaction ' +
        'that stays open (pg_stat_activity), a dump perhaps, and run `tenure migrate` when it is over.',
      { cause },
    );
    this.name = 'TablesInUse';
  }
}
