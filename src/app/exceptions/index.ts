export { streamOf } from './commit.ts';
export { escalate } from './escalate.ts';
export { type HandOverRefusal, handOver } from './handOver.ts';
export { histories, shownOfException } from './histories.ts';
export { lookAtExceptionTask } from './taskMoved.ts';
export { writeExceptionTasks } from './tasks.ts';
export { exceptionsFor, type Theirs } from './theirs.ts';
export { sendWaiting } from './waiting.ts';
export { verdictWords } from './words.ts';
