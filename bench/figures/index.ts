import type { Benchmark } from '../figure.ts';
import { onboardings } from './onboardings.ts';

export const benchmarks: readonly Benchmark[] = [onboardings];
