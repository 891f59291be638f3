import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Store, User } from '../firebase/ports.ts';
import type { FeedView, JobsFeed } from '../jobs/feed.ts';
import type { Upload, UploadQueue } from '../upload/queue.ts';

/** What every screen behind the sign-in may use. */
export interface Room {
  readonly user: User;
  readonly store: Store;
  readonly queue: UploadQueue;
  readonly feed: JobsFeed;
}

export const RoomContext = createContext<Room | null>(null);

export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (room === null) throw new Error('this screen is only for someone who is signed in');
  return room;
}

export function useUploads(): readonly Upload[] {
  const { queue } = useRoom();
  const [uploads, setUploads] = useState(queue.uploads);
  useEffect(() => {
    setUploads(queue.uploads);
    return queue.subscribe(setUploads);
  }, [queue]);
  return uploads;
}

/** The owner's newest jobs, and those before them that somebody asked to see. */
export function useFeed(): FeedView {
  const { feed } = useRoom();
  const [view, setView] = useState(feed.view);
  useEffect(() => {
    const stop = feed.subscribe(setView);
    setView(feed.view);
    return stop;
  }, [feed]);
  return view;
}
