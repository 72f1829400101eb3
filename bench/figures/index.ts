import type { Benchmark } from '../figure.ts';
import { onboardings } from './onboardings.ts';
import { ownTime } from './ownTime.ts';
import { providerCalls } from './providerCalls.ts';
import { webhookAck } from './webhookAck.ts';

export const benchmarks: readonly Benchmark[] = [providerCalls, ownTime, webhookAck, onboardings];
