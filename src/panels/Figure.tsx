/** A figure: a card with a name, a note, and the same data as a table for those who prefer or need one. */
import {
  memo,
  type ReactNode,
  type RefObject,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import type { Measured } from '../charts/measured.ts';
import type { FigureCaption } from '../link/export/caption.ts';
import { setInSight } from '../store/staggered-store.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { RunStoreContext } from './lab-context.ts';

/** A cell of a table: text, a number, or a number that is rounded for people. */
export type Cell = string | number | Measured;

export interface TableData {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface FigureProps {
  readonly name: string;
  /** Short and quiet, beside the name. */
  readonly note?: ReactNode;
  readonly controls?: ReactNode;
  readonly className?: string;
  /** Asked for only while the table is shown. */
  readonly table: () => TableData;
  /** What exported files say below the figure; by default, the recipe of the run on screen. */
  readonly caption?: () => FigureCaption;
  /** Below the picture, and below the table as well. */
  readonly below?: ReactNode;
  readonly children: ReactNode;
}

/** Rows a table shows at most; more would stall the page. */
const MOST_ROWS = 1000;

export function Figure({ name, note, controls, className, table, caption, below, children }: FigureProps) {
  const [asTable, setAsTable] = useState(false);
  const title = useId();
  const element = useRef<HTMLElement>(null);
  const store = useContext(RunStoreContext);
  // While a run plays, a figure that cannot be seen is not drawn.
  useEffect(() => {
    if (!store || !element.current) return;
    const observer = new IntersectionObserver((entries) => setInSight(store, entries.at(-1)!.isIntersecting));
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      setInSight(store, true);
    };
  }, [store]);
  const latest = useRef<FigureContents>({ table, caption });
  useLayoutEffect(() => {
    latest.current = { table, caption };
  });
  return (
    <figure ref={element} className={`card figure ${className ?? ''}`} aria-labelledby={title}>
      <header className="figure-head">
        <h2 id={title}>{name}</h2>
        {note !== undefined && <span className="note">{note}</span>}
        <span className="figure-controls" data-export="no">
          {controls}
          <FigureTools {...{ name, latest, asTable, setAsTable }} figure={element} />
        </span>
      </header>
      {asTable ? <Table data={table()} name={name} /> : <div className="figure-body">{children}</div>}
      {below}
    </figure>
  );
}

/** What exports need of a figure, as it was last drawn. */
interface FigureContents {
  readonly table: () => TableData;
  readonly caption: (() => FigureCaption) | undefined;
}

interface FigureToolsProps {
  readonly name: string;
  readonly figure: RefObject<HTMLElement | null>;
  readonly latest: RefObject<FigureContents>;
  readonly asTable: boolean;
  readonly setAsTable: (asTable: boolean) => void;
}

/** What every figure can do. While a run plays a figure is drawn anew many times a second, and this need not be. */
const FigureTools = memo(function FigureTools({ name, figure, latest, asTable, setAsTable }: FigureToolsProps) {
  const withPicture = async (during: () => Promise<void>) => {
    if (!asTable) return during();
    flushSync(() => setAsTable(false));
    // Charts measure their place first, and draw a frame later.
    for (let k = 0; k < 3; k += 1) await new Promise(requestAnimationFrame);
    await during().finally(() => setAsTable(true));
  };
  return (
    <>
      <ExportMenu
        {...{ name, figure, withPicture }}
        table={() => latest.current.table()}
        caption={() => latest.current.caption?.()}
      />
      <button
        type="button"
        className="button quiet icon"
        aria-pressed={asTable}
        aria-label="Show as table"
        title="Show as table"
        onClick={() => setAsTable(!asTable)}
      >
        <svg width="15" height="13" viewBox="0 0 15 13" aria-hidden="true" fill="none" stroke="currentColor">
          <rect x="0.75" y="0.75" width="13.5" height="11.5" rx="2" strokeWidth="1.3" />
          <path d="M1 4.6h13M1 8.5h13M5.4 1v11" strokeWidth="1.1" />
        </svg>
      </button>
    </>
  );
});

function Table({ data, name }: { data: TableData; name: string }) {
  const shown = data.rows.slice(0, MOST_ROWS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="table-scroll" tabIndex={0} aria-label={`${name} as a table`}>
      {data.rows.length === 0 ? (
        <p className="empty">Nothing to list yet.</p>
      ) : (
        <table className="data-table">
          <thead>
            <tr>
              {data.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own and never move.
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={data.columns[column]}>{typeof cell === 'object' ? cell.text : cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {data.rows.length > MOST_ROWS && (
        <p className="note">
          The first {MOST_ROWS} of {data.rows.length} rows.
        </p>
      )}
    </section>
  );
}
