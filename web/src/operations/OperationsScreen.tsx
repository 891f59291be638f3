/** For people with the custom claim `admin: true`. The rules and the functions keep everybody else out; this hides what they cannot use. */

import { useMemo } from 'preact/hooks';
import { openOperations } from '../firebase/operations.ts';
import type { OperationsPlace } from '../router.ts';
import { useRoom } from '../shell/context.ts';
import { Nowhere } from '../shell/Nowhere.tsx';
import { JobTimeline } from './JobTimeline.tsx';
import { Overview } from './Overview.tsx';
import './operations.css';
import { OwnerScreen } from './OwnerScreen.tsx';

export function OperationsScreen({ place }: { readonly place: OperationsPlace }) {
  const { user } = useRoom();
  return user.isOperator ? <Places place={place} /> : <Nowhere />;
}

function Places({ place }: { readonly place: OperationsPlace }) {
  const operations = useMemo(openOperations, []);
  switch (place.kind) {
    case 'overview':
      return <Overview operations={operations} />;
    case 'job':
      return <JobTimeline key={`${place.job.uid} ${place.job.jobId}`} operations={operations} job={place.job} />;
    case 'owner':
      return <OwnerScreen key={place.uid} operations={operations} uid={place.uid} />;
  }
}
