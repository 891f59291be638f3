import { jobStoreContract } from './jobStoreContract.ts';
import { type MemoryJobStore, memoryJobStore } from './memoryJobStore.ts';

jobStoreContract(
  'the job store in memory',
  memoryJobStore,
  async (store, ref) => (store as MemoryJobStore).audit(ref),
  async (store, ref) => (store as MemoryJobStore).contentKeys(ref),
);
