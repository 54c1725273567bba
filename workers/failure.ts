import type { FailureCode } from './contract';

/**
 * An error with a code that survives Comlink: Comlink carries `name` and `message` of an error and drops
 * every other field, so the code is the name.
 */
export class Failure extends Error {
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = code;
  }
}
