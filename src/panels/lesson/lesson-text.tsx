/** The little markup of lessons: `*word*` is emphasised, `_x_` is a symbol of the paper. */
import type { ReactNode } from 'react';

export function LessonText({ text }: { text: string }): ReactNode {
  return text.split(/(\*[^*]+\*|_[^_]+_)/).map((part, index) => {
    const inner = part.slice(1, -1);
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in order.
    if (part.startsWith('*')) return <em key={index}>{inner}</em>;
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in order.
    if (part.startsWith('_')) return <var key={index}>{inner}</var>;
    return part;
  });
}
