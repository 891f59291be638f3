import { jobStoreContract } from './jobStoreContract.ts';
import { memoryJobStore } from './memoryJobStore.ts';

jobStoreContract('the job store in memory', memoryJobStore);
