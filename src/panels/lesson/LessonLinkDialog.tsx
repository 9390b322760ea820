/** "Link for a lesson": a teacher ticks what to hide, and takes the link or a frame for a page of their own. */
import { useState } from 'react';
import { LESSONS } from '../../lessons/catalog.ts';
import { writeAddress } from '../../link/address.ts';
import { HIDEABLE, type HideGroup, type HideName } from '../../link/hideable.ts';
import { placeOf } from '../../link/view-link.ts';
import { viewStore } from '../../store/view-store.ts';
import { Dialog } from '../Dialog.tsx';
import { useRun, useView } from '../lab-context.ts';
import { CopyField } from '../share/CopyField.tsx';
import '../../styles/share.css';
import '../../styles/lesson-link.css';

const GROUPS: readonly HideGroup[] = ['Settings', 'Playback', 'Figures', 'Tools'];
/** What is shown: this moment of the run on screen, its beginning, or a ready lesson beside it. */
type Shown = 'moment' | 'start' | (string & {});

export function LessonLinkDialog() {
  const recipe = useRun((state) => state.recipe);
  const event = useRun((state) => state.events[state.cursor]);
  const open = useView((state) => state.lesson);
  const [hide, setHide] = useState<readonly HideName[]>(viewStore.getState().hidden);
  const [shown, setShown] = useState<Shown>(open ? open.lesson.id : 'moment');
  const [embed, setEmbed] = useState(false);
  const lesson = LESSONS.find(({ id }) => id === shown);
  const hash = writeAddress({
    page: 'toy',
    recipe,
    hide,
    embed,
    ...(lesson ? { lesson: { id: lesson.id, page: 1, ownRecipe: false } } : {}),
    ...(shown === 'moment' && event ? placeOf(event) : {}),
  });
  const link = `${location.origin}${location.pathname}${hash}`;
  const title = lesson ? `Firefly Lab: ${lesson.title}` : 'Firefly Lab';
  const frame = `<iframe src="${link.replaceAll('&', '&amp;')}" title="${title}" width="100%" height="900" style="border:0"></iframe>`;
  const tick = (name: HideName, on: boolean) =>
    setHide(HIDEABLE.map((one) => one.name).filter((one) => (one === name ? on : hide.includes(one))));
  return (
    <Dialog
      title="Link for a lesson"
      note="Choose what your students see. Nothing is stored anywhere: the link says it all."
      className="share lesson-link"
      onClose={() => viewStore.setState({ lessonLinkOpen: false })}
    >
      <section>
        <h3 id="lesson-link-shown">Show</h3>
        <select
          className="select"
          aria-labelledby="lesson-link-shown"
          value={shown}
          onChange={({ target }) => setShown(target.value)}
        >
          <option value="moment">this run, at this moment</option>
          <option value="start">this run, from its beginning</option>
          <optgroup label="A ready lesson">
            {LESSONS.map(({ id, title: name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </optgroup>
        </select>
        <label className="check">
          <input type="checkbox" checked={embed} onChange={({ target }) => setEmbed(target.checked)} />
          Without the page’s head and recipe, for a frame in a page of your own
        </label>
      </section>
      <section>
        <h3>Hide</h3>
        <div className="hide-groups">
          {GROUPS.map((group) => (
            <fieldset key={group}>
              <legend>{group}</legend>
              {HIDEABLE.filter((one) => one.group === group).map(({ name, label }) => (
                <label key={name} className="check">
                  <input
                    type="checkbox"
                    checked={hide.includes(name)}
                    onChange={({ target }) => tick(name, target.checked)}
                  />
                  {label}
                </label>
              ))}
            </fieldset>
          ))}
        </div>
      </section>
      <section>
        <h3>{embed ? 'Frame' : 'Link'}</h3>
        <CopyField
          label={embed ? 'Frame for your page' : 'Link for a lesson'}
          text={embed ? frame : link}
          copyLabel={embed ? 'Copy frame' : 'Copy link'}
          code={embed}
        />
        <p className="note">
          <a href={hash} target="_blank" rel="noreferrer">
            See what they will see
          </a>
        </p>
      </section>
    </Dialog>
  );
}
