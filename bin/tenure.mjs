#!/usr/bin/env node
/** The `tenure` command from any folder: TypeScript is read as it is, through tsx. */
import { register } from 'tsx/esm/api';

register();
await import('../src/cli/main.ts');
