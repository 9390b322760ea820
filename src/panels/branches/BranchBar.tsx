/** The branches of the run: which one is on screen, what each came to, and their names. */
import { useState } from 'react';
import { formatLoss } from '../../charts/numbers.ts';
import type { Branch, Line } from '../../store/branches.ts';
import { viewStore } from '../../store/view-store.ts';
import { useRun, useRunStore } from '../lab-context.ts';

export function BranchBar() {
  const branches = useRun((state) => state.branches);
  const current = useRun((state) => state.branch);
  return (
    <ul className="branches" aria-label="Branches">
      {branches.map((branch) => (
        <BranchChip key={branch.id} branch={branch} current={branch.id === current} />
      ))}
    </ul>
  );
}

/** What a line has come to: its last loss and width. */
function outcome(event: Line['events'][number] | undefined): string {
  if (!event) return 'not begun';
  const count = event.network.neurons.length;
  return `${count} ${count === 1 ? 'neuron' : 'neurons'}, loss ${formatLoss(event.loss)}`;
}

function BranchChip({ branch, current }: { branch: Branch; current: boolean }) {
  const store = useRunStore();
  const [renaming, setRenaming] = useState(false);
  const shown = useRun((state) => outcome(current ? state.events[state.seen] : branch.line.events.at(-1)));
  const point = (id: number | undefined) => viewStore.setState({ pointedBranch: id });
  if (renaming) {
    const finish = (name: string | undefined) => {
      setRenaming(false);
      if (name !== undefined) store.getState().renameBranch(branch.id, name);
    };
    return (
      <li>
        <input
          className="text-input branch-name"
          aria-label={`Name of branch ${branch.letter}`}
          defaultValue={branch.name}
          maxLength={80}
          // biome-ignore lint/a11y/noAutofocus: the visitor has just asked to type here
          autoFocus
          onFocus={({ target }) => target.select()}
          onBlur={({ target }) => finish(target.value)}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter') finish(currentTarget.value);
            if (key === 'Escape') finish(undefined);
          }}
        />
      </li>
    );
  }
  return (
    <li className="branch" data-current={current || undefined}>
      <button
        type="button"
        className="branch-show"
        aria-pressed={current}
        title={`${branch.name}: ${shown}`}
        onClick={() => store.getState().showBranch(branch.id)}
        onPointerEnter={() => point(branch.id)}
        onPointerLeave={() => point(undefined)}
        onFocus={() => point(branch.id)}
        onBlur={() => point(undefined)}
      >
        <b>{branch.letter}</b>
        <span className="branch-title">{branch.name}</span>
        <span className="branch-outcome">{shown}</span>
      </button>
      {current && (
        <button
          type="button"
          className="button quiet icon"
          aria-label={`Rename branch ${branch.letter}`}
          title="Rename"
          onClick={() => setRenaming(true)}
        >
          ✎
        </button>
      )}
      {branch.parent !== undefined && (
        <button
          type="button"
          className="button quiet icon"
          aria-label={`Delete branch ${branch.letter}`}
          title="Delete (can be undone)"
          onClick={() => store.getState().deleteBranch(branch.id)}
        >
          ✕
        </button>
      )}
    </li>
  );
}
