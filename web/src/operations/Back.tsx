import { OPERATIONS_ADDRESS } from '../router.ts';
import { BackIcon } from '../shell/icons.tsx';
import { Link } from '../shell/Link.tsx';
import { words } from '../words/words.ts';

export function Back() {
  return (
    <nav class="back">
      <Link to={OPERATIONS_ADDRESS}>
        <BackIcon /> {words.operations.back}
      </Link>
    </nav>
  );
}
