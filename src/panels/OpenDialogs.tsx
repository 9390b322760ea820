/** The dialogs that are open; their code is loaded when they first are. */
import { lazy, Suspense } from 'react';
import { useView } from './lab-context.ts';

const HelpDialog = lazy(() => import('./HelpDialog.tsx').then((module) => ({ default: module.HelpDialog })));
const ShareDialog = lazy(() => import('./share/ShareDialog.tsx').then((module) => ({ default: module.ShareDialog })));
const RunsDialog = lazy(() => import('./share/RunsDialog.tsx').then((module) => ({ default: module.RunsDialog })));
const LessonLinkDialog = lazy(() =>
  import('./lesson/LessonLinkDialog.tsx').then((module) => ({ default: module.LessonLinkDialog })),
);

export function OpenDialogs() {
  const helpOpen = useView((state) => state.helpOpen);
  const shareOpen = useView((state) => state.shareOpen);
  // The page of images has these of its own.
  const onImages = useView((state) => state.page === 'images');
  const runsOpen = useView((state) => state.runsOpen);
  const lessonLinkOpen = useView((state) => state.lessonLinkOpen);
  return (
    <Suspense fallback={null}>
      {helpOpen && <HelpDialog />}
      {shareOpen && !onImages && <ShareDialog />}
      {runsOpen && !onImages && <RunsDialog />}
      {lessonLinkOpen && <LessonLinkDialog />}
    </Suspense>
  );
}
