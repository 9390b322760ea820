/** The lesson that is open beside the run: a page's text, and the way to the other pages. */
import { useEffect, useRef } from 'react';
import { LESSONS } from '../../lessons/catalog.ts';
import type { FigureName } from '../../lessons/lesson.ts';
import { writeAddress } from '../../link/address.ts';
import { enterView } from '../../store/lesson-view.ts';
import type { OpenLesson } from '../../store/view-store.ts';
import { useRun, useRunStore, useView } from '../lab-context.ts';
import { prefersReducedMotion } from '../use-playback.ts';
import { LessonText } from './lesson-text.tsx';
import '../../styles/lesson.css';

const FIGURES: Readonly<Record<FigureName, string>> = {
  fit: '.fit',
  network: '.network',
  lineage: '.lineage',
  phase: '.phase',
  importance: '.importance-figure',
  integral: '.integral',
  loss: '.loss',
};

/** Beside the text, the figure it speaks of may lie below the screen's edge; above it, it follows the text anyway. */
function showFigure(name: FigureName | undefined): void {
  if (!name || !matchMedia('(min-width: 72.5em)').matches) return;
  document.querySelector(`.toy ${FIGURES[name]}`)?.scrollIntoView({ block: 'nearest' });
}

export function LessonPanel({ open, embed }: { open: OpenLesson; embed: boolean }) {
  const store = useRunStore();
  const recipe = useRun((state) => state.recipe);
  const hide = useView((state) => state.hidden);
  const text = useRef<HTMLElement>(null);
  const { lesson, page, ownRecipe } = open;
  const { title, text: paragraphs, view } = lesson.pages[page - 1]!;
  const common = { page: 'toy', recipe, embed, hide };
  const to = (number: number, id = lesson.id) =>
    writeAddress({ ...common, lesson: { id, page: number, ownRecipe: false } });
  const following = LESSONS[LESSONS.findIndex(({ id }) => id === lesson.id) + 1];
  const last = page === lesson.pages.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page begins at its top.
  useEffect(() => {
    text.current?.scrollTo(0, 0);
    showFigure(view.figure);
  }, [lesson, page]);
  return (
    <section className="card lesson" aria-label={`Lesson: ${lesson.title}`}>
      <header className="lesson-head">
        <p className="lesson-kicker">
          Lesson · page {page} of {lesson.pages.length}
        </p>
        <a
          className="button quiet icon"
          href={writeAddress(common)}
          aria-label="Close the lesson"
          title="Close; the run stays"
        >
          ✕
        </a>
        <h2>{lesson.title}</h2>
        <ol className="lesson-pages">
          {lesson.pages.map((other, index) => (
            <li key={other.title}>
              <a
                href={to(index + 1)}
                title={other.title}
                aria-current={index + 1 === page ? 'page' : undefined}
                data-read={index + 1 < page || undefined}
              >
                <span className="visually-hidden">{`Page ${index + 1}: ${other.title}`}</span>
              </a>
            </li>
          ))}
        </ol>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className="lesson-text" ref={text} aria-live="polite" aria-label="Text of the page" tabIndex={0}>
        <h3>{title}</h3>
        {paragraphs.map((paragraph) => (
          <p key={paragraph}>
            <LessonText text={paragraph} />
          </p>
        ))}
      </section>
      <footer className="lesson-foot">
        {ownRecipe ? (
          <a className="button quiet" href={to(page)} title="You changed the recipe; this brings the page's run back">
            Back to this page’s run
          </a>
        ) : (
          <button type="button" className="button quiet" onClick={() => enterView(store, view, prefersReducedMotion())}>
            {view.from ? 'Play it again' : 'Show it again'}
          </button>
        )}
        <nav aria-label="Lesson" className="lesson-moves">
          {page > 1 && (
            <a className="button" href={to(page - 1)}>
              Previous
            </a>
          )}
          {!last && (
            <a className="button primary" href={to(page + 1)}>
              Next
            </a>
          )}
          {last && following && (
            <a className="button primary" href={to(1, following.id)} title={following.title}>
              Next lesson
            </a>
          )}
          {last && !following && (
            <a className="button primary" href={embed ? writeAddress(common) : '#/learn'}>
              {embed ? 'Explore' : 'All lessons'}
            </a>
          )}
        </nav>
      </footer>
    </section>
  );
}
