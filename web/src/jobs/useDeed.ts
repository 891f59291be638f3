import { useState } from 'preact/hooks';
import { useRoom } from '../shell/context.ts';
import { type Deed, doTo } from './deeds.ts';

/** One deed on one document: what to call, and whether it is under way. */
export function useDeed(deed: Deed, jobId: string): readonly [run: () => void, isBusy: boolean] {
  const { store } = useRoom();
  const [isBusy, setBusy] = useState(false);
  const run = () => {
    setBusy(true);
    void doTo(store, deed, [jobId]).finally(() => setBusy(false));
  };
  return [run, isBusy];
}
