/** A line of facts with dots between them. Where it has to break, it breaks behind a dot, and within no fact. */
import { Fragment } from 'react';

export function Facts({ line }: { line: string }) {
  const facts = line.split(' · ');
  return facts.map((fact, k) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the place in the line is what a fact is known by.
    <Fragment key={k}>
      {k > 0 && ' '}
      <span className="fact">{k < facts.length - 1 ? `${fact} ·` : fact}</span>
    </Fragment>
  ));
}
