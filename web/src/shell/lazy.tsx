import { type ComponentType, createElement } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Waiting } from './Waiting.tsx';

/** A screen whose code is fetched when somebody goes there. (preact/compat's `lazy` brings React's whole interface along.) */
export function lazyScreen<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [failure, setFailure] = useState<{ readonly error: unknown } | null>(null);
    const [screen, setScreen] = useState<{ readonly component: ComponentType<Props> } | null>(
      loaded ? { component: loaded } : null,
    );
    useEffect(() => {
      let over = false;
      load().then(
        (component) => {
          loaded = component;
          if (!over) setScreen({ component });
        },
        (error: unknown) => setFailure({ error }),
      );
      return () => {
        over = true;
      };
    }, []);
    // Thrown while rendering, it is the error boundary's.
    if (failure !== null) throw failure.error;
    if (screen !== null) return createElement(screen.component, props);
    return <Waiting />;
  };
}
