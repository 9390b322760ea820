/** Compares what a lesson's text says with the run that is shown beside it. Imported by tests only. */
import { expect } from 'vitest';
import { sameRecipe } from '../runs/recipe.ts';
import { agrees, type CheckedRun, checkedRun, decimalsIn } from './checked-run.ts';
import { type Lesson, lessonRecipe } from './lesson.ts';

/** The last phase that any page with the recipe of this one shows. */
const lastPhaseOf = ({ pages }: Lesson, page: number): number => {
  const { view } = pages[page - 1]!;
  const same = pages.filter((other) => sameRecipe(lessonRecipe(other.view), lessonRecipe(view)));
  return Math.max(...same.map(({ view: { at } }) => at.phase));
};

/** The run shown beside a page (from 1). */
export const runOf = (lesson: Lesson, page: number): Promise<CheckedRun> =>
  checkedRun(lessonRecipe(lesson.pages[page - 1]!.view), lastPhaseOf(lesson, page));

/** What each page (from 1) claims: numbers as its text writes them, and what they are. */
export type Claims = Readonly<Record<number, readonly (readonly [says: string, is: number])[]>>;

/** Fails unless every claim stands in its page and agrees with its number, and every number with a decimal point is a claim. */
export function checkClaims(lesson: Lesson, claims: Claims): void {
  for (const [index, page] of lesson.pages.entries()) {
    const listed = claims[index + 1] ?? [];
    const text = page.text.join('\n');
    for (const [says, value] of listed) {
      expect(text, `"${page.title}" says ${says}`).toContain(says);
      expect(agrees(says, value), `"${page.title}" says ${says}, the run says ${value}`).toBe(true);
    }
    const said = listed.map(([says]) => says);
    expect(
      decimalsIn(page).filter((number) => !said.includes(number)),
      `"${page.title}": unchecked numbers`,
    ).toEqual([]);
  }
}
