import { expect, test } from 'vitest';
import { hasResults, isTerminalJob, isTerminalPage, JOB_STATUSES, JOB_STEPS, PAGE_SOURCES, PAGE_STATUSES } from './states.ts';

test('a job has the states of the contract, and ends in four of them', () => {
  expect(JOB_STATUSES.filter((status) => !isTerminalJob(status))).toEqual(['queued', 'processing']);
  expect(JOB_STATUSES.filter(isTerminalJob)).toEqual(['completed', 'completed_with_errors', 'failed', 'cancelled']);
});

test('a page has the states of the contract, and ends in three of them', () => {
  expect(PAGE_STATUSES.filter((status) => !isTerminalPage(status))).toEqual(['pending', 'processing']);
  expect(PAGE_STATUSES.filter(isTerminalPage)).toEqual(['completed', 'failed', 'cancelled']);
});

test('a job with at least one completed page has results', () => {
  expect(JOB_STATUSES.filter(hasResults)).toEqual(['completed', 'completed_with_errors']);
});

test('steps and sources are those of the contract', () => {
  expect(JOB_STEPS).toEqual(['validate', 'plan', 'recognise', 'assemble', 'enrich', 'done']);
  expect(PAGE_SOURCES).toEqual(['ocr', 'text_layer', 'blank']);
});
