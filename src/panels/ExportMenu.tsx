/** The "Export" menu of a figure: its picture and its table as files. */
import { createContext, type RefObject, useContext } from 'react';
import { canvasImage } from '../charts/canvas.ts';
import type { FigureCaption } from '../link/export/caption.ts';
import type { FigureFormat } from '../link/export/export-figure.ts';
import { viewHash } from '../link/view-link.ts';
import type { RunStore } from '../store/run-store.ts';
import type { TableData } from './Figure.tsx';
import { ExportIcon } from './icons.tsx';
import { RunStoreContext } from './lab-context.ts';
import { MenuButton } from './MenuButton.tsx';
import { statusText } from './status-text.ts';

/** What files say below a figure of its own page, by the figure's name; without one, the recipe of the run on screen. */
export const CaptionContext = createContext<((name: string) => FigureCaption) | undefined>(undefined);

export interface ExportMenuProps {
  readonly name: string;
  readonly figure: RefObject<HTMLElement | null>;
  readonly table: () => TableData;
  /** What the files say below the figure; by default, the recipe of the run on screen. */
  readonly caption: () => FigureCaption | undefined;
  /** Lets the picture be laid out while `during` runs, also when the figure is shown as a table. */
  readonly withPicture: (during: () => Promise<void>) => Promise<void>;
}

/** The caption of a figure of the run on screen. */
async function captionOfRun(name: string, store: RunStore): Promise<FigureCaption> {
  const { runCaption } = await import('../link/export/caption.ts');
  const { recipe, events, cursor, report } = store.getState();
  const event = events[cursor];
  return runCaption({
    title: name,
    recipe,
    status: event && statusText(event, report),
    link: `${location.origin}${location.pathname}${viewHash(recipe, event)}`,
  });
}

export function ExportMenu({ name, figure, table, caption, withPicture }: ExportMenuProps) {
  const store = useContext(RunStoreContext);
  const captionOfPage = useContext(CaptionContext);
  const save = async (format: FigureFormat) => {
    try {
      const { exportFigure } = await import('../link/export/export-figure.ts');
      const text = caption() ?? captionOfPage?.(name) ?? (store && (await captionOfRun(name, store)));
      const during = async () => {
        if (figure.current && text) await exportFigure(format, figure.current, text, table, canvasImage);
      };
      await (format === 'csv' ? during() : withPicture(during));
      if (format === 'copy') store?.getState().notify(`"${name}" was copied as a picture.`);
    } catch (error) {
      store?.getState().notify(error instanceof Error ? error.message : String(error), 'error');
    }
  };
  return (
    <MenuButton
      name="Export"
      title="Export this figure"
      className="button quiet icon"
      items={[
        { label: 'Save as SVG', detail: 'drawing', choose: () => void save('svg') },
        { label: 'Save as PNG', detail: 'picture, 2×', choose: () => void save('png') },
        { label: 'Copy picture', detail: 'PNG', choose: () => void save('copy') },
        { label: 'Save table as CSV', choose: () => void save('csv') },
      ]}
    >
      <ExportIcon />
    </MenuButton>
  );
}
