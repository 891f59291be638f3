/** How documents are written and read, and what their failures mean. */

import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import { PipelineError } from '../../domain/failure.ts';

export const ALREADY_EXISTS = 6;

export function hasCode(error: unknown, code: number): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/**
 * Whatever Firestore answers but a result means that it could not do what is always allowed: the caller may try again. Any other
 * error is a defect of ours, and stays what it is.
 */
export async function reaching<R>(call: () => Promise<R>): Promise<R> {
  try {
    return await call();
  } catch (error) {
    throw isAnswer(error) ? unreachable(error) : error;
  }
}

/** gRPC numbers its errors. */
function isAnswer(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number';
}

export function unreachable(error: unknown): PipelineError {
  return new PipelineError('IO_ERROR', `Firestore: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

export function increments(counts: object): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, FieldValue.increment(value)]));
}

/** Instants are epoch milliseconds in the domain and timestamps in Firestore; these are all the fields that hold one. */
const INSTANTS = new Set([
  'createdAt',
  'startedAt',
  'completedAt',
  'updatedAt',
  'expireAt',
  'expiresAt',
  'at',
  'cancelRequestedAt',
  'purgeAt',
  'deletedAt',
  'changedAt',
  'dueAt',
  'trashedAt',
  'revokedAt',
]);

export function toFirestore(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      if (INSTANTS.has(key) && typeof field === 'number') return [key, Timestamp.fromMillis(field)];
      if (Array.isArray(field)) return [key, field.map((item: unknown) => (isPlainObject(item) ? toFirestore(item) : item))];
      return [key, isPlainObject(field) ? toFirestore(field) : field];
    }),
  );
}

/** Trusts the shape: nobody else writes these documents. */
export function fromFirestore<T>(value: object | undefined): T {
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([key, field]) => {
      if (field instanceof Timestamp) return [key, field.toMillis()];
      if (Array.isArray(field)) return [key, field.map((item: unknown) => (isPlainObject(item) ? fromFirestore(item) : item))];
      return [key, isPlainObject(field) ? fromFirestore(field) : field];
    }),
  ) as T;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
