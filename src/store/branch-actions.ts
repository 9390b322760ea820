/** What a visitor does with branches: grows one, looks at another, renames and deletes. */
import { type Branch, branchLine, branchName, nextLetter, withBranchAgain, withoutBranch } from './branches.ts';
import type { GetRun, RunActions, SetRun } from './run-state.ts';

/** The run store as far as branches need it. */
export interface BranchGround {
  readonly set: SetRun;
  readonly get: GetRun;
  /** The branches, with the one on screen as it is now. */
  stowed(): readonly Branch[];
  /** Shows one of some branches. */
  load(branches: readonly Branch[], id: number, playing: boolean): void;
}

/** The actions on branches of a run store. */
export function branchActions({
  set,
  get,
  stowed,
  load,
}: BranchGround): Pick<RunActions, 'growBranch' | 'showBranch' | 'renameBranch' | 'deleteBranch'> {
  let lastId = 0;
  return {
    growBranch(change) {
      const branches = stowed();
      const { branch } = get();
      const grown = branchLine(branches.find(({ id }) => id === branch)!.line, change);
      if (!grown) return false;
      lastId += 1;
      const added: Branch = {
        id: lastId,
        letter: nextLetter(branches),
        name: branchName(change),
        parent: branch,
        ...grown,
      };
      load([...branches, added], added.id, true);
      return true;
    },
    showBranch(id) {
      if (id === get().branch || !get().branches.some((branch) => branch.id === id)) return;
      load(stowed(), id, false);
    },
    renameBranch(id, name) {
      const trimmed = name.trim().slice(0, 80);
      if (trimmed === '') return;
      set(({ branches }) => ({
        branches: branches.map((branch) => (branch.id === id ? { ...branch, name: trimmed } : branch)),
      }));
    },
    deleteBranch(id) {
      const before = stowed();
      const { branch, playing } = get();
      const gone = before.find((one) => one.id === id);
      if (gone?.parent === undefined) return;
      const left = withoutBranch(before, id);
      if (branch === id) load(left, gone.parent, false);
      else set({ branches: left });
      get().notify(`Branch ${gone.letter} was deleted.`, 'info', {
        label: 'Undo',
        perform() {
          const now = stowed();
          if (now.some((one) => one.id === id)) return;
          const again = withBranchAgain(now, gone, before);
          if (branch === id) load(again, id, playing);
          else set({ branches: again });
        },
      });
    },
  };
}
