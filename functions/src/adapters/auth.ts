/** Tokens for visitors, signed by Firebase Auth's admin side: with the service account, whose key stays at Google. */

import type { Auth } from 'firebase-admin/auth';
import type { Visitors } from '../app/ports.ts';
import { PipelineError } from '../domain/failure.ts';

export function authVisitors(auth: () => Promise<Auth>): Visitors {
  return {
    async tokenFor(visitor, claims) {
      try {
        return await (await auth()).createCustomToken(visitor, { ...claims });
      } catch (error) {
        throw new PipelineError('IO_ERROR', `Auth: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    },
  };
}
