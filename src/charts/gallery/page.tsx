/** The gallery: every chart with its example, in both themes. For development; it is not part of the built page. */
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { EXAMPLES } from './examples.tsx';
import { IMAGE_EXAMPLES } from './image-examples.tsx';
import '../../styles/tokens.css';
import '../../styles/base.css';
import '../../styles/lab.css';
import '../../styles/question.css';
import '../../styles/figures.css';
import '../../styles/image-charts.css';
import './gallery.css';

function Gallery() {
  const [theme, setTheme] = useState<'light' | 'dark'>('light');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <main className="gallery">
      <header>
        <h1>Charts</h1>
        <button type="button" className="button" onClick={() => setTheme(theme === 'light' ? 'dark' : 'light')}>
          {theme === 'light' ? 'Dark' : 'Light'}
        </button>
      </header>
      {[...EXAMPLES, ...IMAGE_EXAMPLES].map(({ name, about, chart }) => (
        // Another theme paints canvases anew.
        <figure key={`${name} ${theme}`} className="card figure">
          <figcaption>
            <h2>{name}</h2>
            <p className="note">{about}</p>
          </figcaption>
          <div className="fit">{chart}</div>
        </figure>
      ))}
    </main>
  );
}

createRoot(document.getElementById('gallery')!).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
);
