import { OPERATIONS_ADDRESS, type Route, useRoute } from '../router.ts';
import { words } from '../words/words.ts';
import { Link } from './Link.tsx';

interface Part {
  readonly to: string;
  readonly name: string;
  readonly screens: readonly Route['screen'][];
}

const PARTS: readonly Part[] = [
  { to: '/', name: words.jobs.title, screens: ['jobs', 'job', 'trash'] },
  { to: '/check', name: words.check.title, screens: ['check'] },
];
const OPERATIONS: Part = { to: OPERATIONS_ADDRESS, name: words.operations.title, screens: ['operations'] };

/** The parts of the app; operators have one more. The search has a place of its own, with its keys (`SearchBox`). */
export function Navigation({ isOperator }: { isOperator: boolean }) {
  const { screen } = useRoute();
  return (
    <nav class="navigation" aria-label={words.shell.navigation}>
      <ul>
        {[...PARTS, ...(isOperator ? [OPERATIONS] : [])].map(({ to, name, screens }) => (
          <li key={to}>
            <Link to={to} current={!screens.includes(screen) ? undefined : location.pathname === to ? 'page' : 'true'}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
