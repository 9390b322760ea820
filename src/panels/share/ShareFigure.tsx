/** What one takes along from the page "Figures": the link of the figure on screen, and the command that computes it. */
import { figureCommand } from '../../experiments/figure-command.ts';
import { FIGURES, REFERENCE_SEEDS } from '../../experiments/figures.ts';
import { useFigureView } from '../figures/figure-context.ts';
import { CopyField } from './CopyField.tsx';
import { ShareLink } from './ShareLink.tsx';

export function ShareFigure() {
  const id = useFigureView((view) => view.address.figure);
  const figure = FIGURES.find((one) => one.id === id);
  return (
    <>
      <ShareLink text={location.href}>
        {figure && (
          <p className="note">
            {figure.title}, drawn as it is now, with the series that are ticked. The export button on the figure saves
            its picture and its table; “Repeat it” saves every run.
          </p>
        )}
      </ShareLink>
      {figure && (
        <section>
          <h3>The same figure without a browser</h3>
          <CopyField
            label="Command that repeats the figure"
            text={figureCommand(figure, REFERENCE_SEEDS)}
            copyLabel="Copy command"
            code
          />
        </section>
      )}
    </>
  );
}
