/**
 * Okta's error body is always the same five fields, and only `errorCode` is promised to programs (API
 * reference, "Error response"). E0000001 covers every validation error; the causes carry the rest.
 */
export class OktaError extends Error {
  readonly status: number;
  readonly code: string;
  readonly causes: readonly string[];

  constructor(status: number, code: string, summary: string, causes: readonly string[] = []) {
    super(summary);
    this.name = 'OktaError';
    this.status = status;
    this.code = code;
    this.causes = causes;
  }

  toBody(errorId: string) {
    return {
      errorCode: this.code,
      errorSummary: this.message,
      errorLink: this.code,
      errorId,
      errorCauses: this.causes.map((errorSummary) => ({ errorSummary })),
    };
  }
}

/** The Java type in brackets is part of the recorded sentence. */
export type ResourceType =
  | 'User'
  | 'UserGroup'
  | 'AppInstance'
  | 'AppUser'
  | 'AppSession'
  | 'UserFactor'
  | 'GroupRule'
  | 'Policy'
  | 'PublicClientApp'
  | 'ApplicationGroupAssignment'
  | 'RoleAssignment'
  | 'UserSchema'
  | 'Token'
  | 'Webhook';

export const notFound = (id: string, type: ResourceType) =>
  new OktaError(404, 'E0000007', `Not found: Resource not found: ${id} (${type})`);

export const invalid = (field: string, ...causes: string[]) =>
  new OktaError(400, 'E0000001', `Api validation failed: ${field}`, causes);

export const alreadyExists = (field: string) =>
  invalid(field, `${field}: An object with this field already exists in the current organization`);

export const forbidden = () =>
  new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action');

export const badToken = () => new OktaError(401, 'E0000011', 'Invalid token provided');

export const notWellFormed = () => new OktaError(400, 'E0000003', 'The request body was not well-formed.');

export const activationFailed = () =>
  new OktaError(403, 'E0000016', 'Activation failed because the user is already active');

export const notInThisState = () =>
  new OktaError(403, 'E0000038', "This operation is not allowed in the user's current status.");

export const badCursor = () => new OktaError(400, 'E0000029', 'Invalid cursor.');

export const tooMany = () => new OktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.');
