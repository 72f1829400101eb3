/** All steps, in order. A step is never changed once released; the next one only adds. */
import type { Migration } from 'kysely/migration';
import * as ledger from './0001_ledger.ts';
import * as evidence from './0002_evidence.ts';
import * as shell from './0003_shell.ts';
import * as brake from './0004_brake.ts';
import * as bookings from './0005_bookings.ts';
import * as adoption from './0006_adoption.ts';
import * as sweep from './0007_sweep.ts';
import * as lastUse from './0008_last_use.ts';
import * as toldSets from './0009_told_sets.ts';
import * as sweepId from './0010_sweep_id.ts';
import * as reviews from './0011_reviews.ts';
import * as requestParties from './0012_request_parties.ts';
import * as raisedRequests from './0013_raised_requests.ts';
import * as desk from './0014_desk.ts';
import * as ownOptions from './0015_own_options.ts';
import * as seals from './0016_seals.ts';
import * as answeredGone from './0017_answered_gone.ts';
import * as formerMails from './0018_former_mails.ts';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_ledger': ledger,
  '0002_evidence': evidence,
  '0003_shell': shell,
  '0004_brake': brake,
  '0005_bookings': bookings,
  '0006_adoption': adoption,
  '0007_sweep': sweep,
  '0008_last_use': lastUse,
  '0009_told_sets': toldSets,
  '0010_sweep_id': sweepId,
  '0011_reviews': reviews,
  '0012_request_parties': requestParties,
  '0013_raised_requests': raisedRequests,
  '0014_desk': desk,
  '0015_own_options': ownOptions,
  '0016_seals': seals,
  '0017_answered_gone': answeredGone,
  '0018_former_mails': formerMails,
};
