/** The lessons to choose from. */
import { LessonSketch } from '../../charts/LessonSketch.tsx';
import { LESSONS } from '../../lessons/catalog.ts';
import { writeAddress } from '../../link/address.ts';
import { DEFAULT_RECIPE } from '../../runs/recipe.ts';

export function LessonList() {
  return (
    <ol className="lesson-list">
      {LESSONS.map(({ id, title, summary }, index) => (
        <li key={id}>
          <a
            className="card"
            href={writeAddress({
              page: 'toy',
              recipe: DEFAULT_RECIPE,
              embed: false,
              lesson: { id, page: 1, ownRecipe: false },
            })}
          >
            <LessonSketch id={id} />
            <span className="lesson-number">Lesson {index + 1}</span>
            <strong>{title}</strong>
            <span>{summary}</span>
          </a>
        </li>
      ))}
    </ol>
  );
}
