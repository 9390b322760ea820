/** The target: the paper's teacher, closed forms, or the visitor's own curve or points. */
import { lazy, Suspense, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { chooseTarget, drawTarget } from '../../actions/target.ts';
import { formatCount } from '../../charts/numbers.ts';
import { type Thumbnail, thumbnailOfFunction, thumbnailOfPoints } from '../../charts/thumbnail.ts';
import type { Recipe } from '../../runs/recipe.ts';
import { targetStore } from '../../store/target-store.ts';
import { curveFunction, readCurve } from '../../tasks/curve.ts';
import { TARGETS, targetFunction } from '../../tasks/targets.ts';
import { FilePicker, POINTS } from '../FilePicker.tsx';
import { useRun, useRunStore } from '../lab-context.ts';
import '../../styles/curve.css';

const PasteDialog = lazy(() => import('./PasteDialog.tsx').then((module) => ({ default: module.PasteDialog })));

/** What a visitor brought along in place of a target. */
type Own = Pick<Recipe, 'given' | 'curve'>;

function ownOf({ given, curve }: Own): Own | undefined {
  return given ? { given } : curve ? { curve } : undefined;
}

export function TargetSection() {
  const store = useRunStore();
  const recipe = useRun((state) => state.recipe);
  const { target, seed, truthNeurons, truthVariance } = recipe;
  const pasting = useStore(targetStore, (state) => state.pasting);
  const current = ownOf(recipe);
  // The last thing brought along stays in reach while others are tried.
  const [kept, setKept] = useState(current);
  if (current && (current.given !== kept?.given || current.curve !== kept?.curve)) setKept(current);
  const own = current ?? kept;
  const pictures = useMemo(
    () =>
      TARGETS.map(({ id }) =>
        thumbnailOfFunction(targetFunction({ target: id, seed, truthNeurons, truthVariance }), -5, 5),
      ),
    [seed, truthNeurons, truthVariance],
  );
  const ownPicture = useMemo(() => own && pictureOf(own), [own]);
  const about = TARGETS.find(({ id }) => id === target) ?? TARGETS[0];
  return (
    <div className="field target" data-setting="target">
      <span className="label" id="target-label">
        Target
      </span>
      <div className="tiles" role="radiogroup" aria-labelledby="target-label">
        {TARGETS.map(({ id, label }, k) => (
          <Tile
            key={id}
            name={label}
            picture={pictures[k]!}
            checked={!current && id === target}
            onChoose={() => chooseTarget(store, { target: id })}
          />
        ))}
        {own && ownPicture && (
          <Tile
            name={nameOf(own)}
            picture={ownPicture}
            checked={current !== undefined}
            onChoose={() => chooseTarget(store, own)}
            wide
          />
        )}
      </div>
      <div className="target-buttons">
        <button type="button" className="button" onClick={() => drawTarget(store)}>
          Draw
        </button>
        <button type="button" className="button" onClick={() => targetStore.setState({ pasting: true })}>
          Paste
        </button>
        <FilePicker
          name="CSV file with columns x and y"
          accept={POINTS}
          className="button"
          title="A CSV file with columns x and y; or drop one anywhere on the page"
        >
          Open CSV
        </FilePicker>
      </div>
      <p className="note target-about" title={current?.given?.name}>
        {current ? nameOf(current) : `${about.label}: ${about.about}.`}
      </p>
      {pasting && (
        <Suspense fallback={null}>
          <PasteDialog />
        </Suspense>
      )}
    </div>
  );
}

function nameOf({ given }: Own): string {
  return given ? `${given.name} · ${formatCount(given.x.length)} points` : 'Your drawn curve';
}

function pictureOf({ given, curve }: Own): Thumbnail | undefined {
  if (given) return thumbnailOfPoints(given.x, given.y);
  const reading = readCurve(curve);
  return 'points' in reading ? thumbnailOfFunction(curveFunction(reading.points), -5, 5) : undefined;
}

function Tile({
  name,
  picture,
  checked,
  onChoose,
  wide = false,
}: {
  name: string;
  picture: Thumbnail;
  checked: boolean;
  onChoose: () => void;
  wide?: boolean;
}) {
  return (
    <label className="tile" title={name} data-wide={wide || undefined}>
      <input type="radio" name="target" aria-label={name} checked={checked} onChange={onChoose} />
      <svg viewBox="0 0 100 50" preserveAspectRatio="none" aria-hidden="true">
        <path d={picture.path} data-points={picture.points || undefined} />
      </svg>
    </label>
  );
}
