/** Whether what Tenure has written on the issues still stands there, and what the tracker sends about it. */
export { hears, lookAtHeard } from './heard.ts';
export { lookAtRecord } from './look.ts';
export { watchRecords } from './watch.ts';
export { writeOverLate } from './writeAgain.ts';
