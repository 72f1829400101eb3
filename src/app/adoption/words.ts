/** A scope as people say it. */
import type { AdoptionScope } from '../../core/adoption/index.ts';
import { unreachable } from '../../core/shared/outcome.ts';

export function scopeName(scope: AdoptionScope): string {
  switch (scope.kind) {
    case 'connection':
      return `everything at ${scope.connection}`;
    case 'application':
      return `the application ${scope.application} at ${scope.connection}`;
    case 'department':
      return `the department ${scope.department} at ${scope.connection}`;
    default:
      return unreachable(scope);
  }
}
