export { streamOf } from './commit.ts';
export { escalate } from './escalate.ts';
export { type HandOverRefusal, handOver } from './handOver.ts';
export { sendWaiting } from './waiting.ts';
