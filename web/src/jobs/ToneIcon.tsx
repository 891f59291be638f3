import type { Tone } from '../job/view.ts';
import { AlertIcon, CheckIcon, ClockIcon, ReadingIcon } from '../shell/icons.tsx';

export function ToneIcon({ tone }: { tone: Tone }) {
  switch (tone) {
    case 'busy':
      return <ReadingIcon />;
    case 'good':
      return <CheckIcon />;
    case 'warn':
    case 'bad':
      return <AlertIcon />;
    case 'quiet':
      return <ClockIcon />;
  }
}
