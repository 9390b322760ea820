/** Places the growing network of an image run: its layers, where channels come from, and their filters. */
import { useCallback, useMemo, useState } from 'react';
import { KernelPicture } from '../../charts/images/KernelPicture.tsx';
import { NetworkStack, networkStackHeight } from '../../charts/images/NetworkStack.tsx';
import type { StackPlace } from '../../charts/images/stack-layer.ts';
import { fixed, measured } from '../../charts/measured.ts';
import { formatChange, formatCount } from '../../charts/numbers.ts';
import type { FigureCaption } from '../../link/export/caption.ts';
import { Figure, type TableData } from '../Figure.tsx';
import { Segmented } from '../figures/Segmented.tsx';
import { useSize } from '../use-size.ts';
import {
  type ChannelFacts,
  groupLabel,
  originText,
  type ShownNetwork,
  type StackFacts,
  type Strength,
  stackLayers,
} from './stack-layers.ts';
import '../../styles/image-charts.css';

export interface StackFigureProps extends ShownNetwork {
  /** Of the architecture, for example `VGG-11`. */
  readonly architecture: string;
  readonly classes: number;
  /** Numbers that are trained, where they were counted. */
  readonly parameters: number | undefined;
  /** Address of a picture of an input (`imageAddress`). */
  readonly picture: string | undefined;
  /** The largest width that is to come, where it is known; nothing moves then while the network grows. */
  readonly room?: number | undefined;
  /** Name of the layer that is pointed at in another figure. */
  readonly pointedGroup?: string | undefined;
  readonly onPointGroup?: ((group: string | undefined) => void) | undefined;
  readonly caption?: (() => FigureCaption) | undefined;
}

export function StackFigure(props: StackFigureProps) {
  const { description, channels, phase, scores, growing, architecture, classes, parameters, picture } = props;
  const { onPointGroup, caption } = props;
  const [strength, setStrength] = useState<Strength>('filter');
  const [pointed, setPointed] = useState<StackPlace>();
  const [ref, { width }] = useSize();
  const { layers, facts } = useMemo(
    () => stackLayers({ description, channels, phase, scores, growing }, strength),
    [description, channels, phase, scores, growing, strength],
  );
  const room = Math.max(props.room ?? 1, ...layers.map(({ cells }) => cells.length));
  const place =
    pointed && layers[pointed.layer] && pointed.from < layers[pointed.layer]!.cells.length ? pointed : undefined;
  const point = useCallback(
    (next: StackPlace | undefined) => {
      setPointed(next);
      onPointGroup?.(next && layers[next.layer]?.group);
    },
    [layers, onPointGroup],
  );
  const scored = scores.some((groups) => groups.length > 0);
  const height = width >= 1100 ? 380 : 320;
  const size = { layers, room, width, height };
  return (
    <Figure
      name="Network"
      className="stack-figure"
      note={layers.length > 0 ? noteOf(architecture, layers, parameters) : undefined}
      {...(caption && { caption })}
      table={() => tableOf({ layers, facts })}
    >
      <div className="stack-legend">
        <Legend />
        {scored && (
          <span data-export="no">
            <Segmented
              name="Strength"
              value={strength}
              options={[
                { value: 'filter', label: 'Filter size' },
                { value: 'change', label: 'Predicted change' },
              ]}
              onChange={setStrength}
            />
          </span>
        )}
      </div>
      <div ref={ref} className="stack-body" style={{ minHeight: width > 0 ? networkStackHeight(size) : height }}>
        {width > 0 && layers.length > 0 && (
          <NetworkStack
            {...size}
            {...{ phase, classes, picture }}
            pointed={place}
            // A cell pointed at here speaks for itself.
            pointedGroup={place ? undefined : props.pointedGroup}
            onPoint={point}
            say={(at) => sentence(at, facts, layers)}
            tip={(at) => <Tip place={at} facts={facts} layers={layers} />}
          />
        )}
      </div>
    </Figure>
  );
}

function noteOf(architecture: string, layers: StackFacts['layers'], parameters: number | undefined): string {
  const channels = layers.reduce((sum, { cells }) => sum + cells.length, 0);
  return `${architecture} · ${formatCount(channels)} channels${parameters === undefined ? '' : ` · ${formatCount(parameters)} parameters`}`;
}

function Legend() {
  return (
    <span className="legend">
      {(['seed', 'split', 'fresh'] as const).map((kind) => (
        <span key={kind}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <rect width="12" height="12" rx="3" fill={`var(--${kind === 'seed' ? 'initial' : kind})`} />
            {kind === 'split' && <path d="M5.3 0h1.4v12h-1.4z" className="stack-marks" />}
            {kind === 'fresh' && <path d="M6 4l2 2l-2 2l-2-2z" className="stack-marks" />}
          </svg>
          {kind}
        </span>
      ))}
      <span>
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <rect x="1" y="1" width="10" height="10" rx="3" className="stack-pointed" />
        </svg>
        new in this phase
      </span>
    </span>
  );
}

interface TipProps {
  readonly place: StackPlace;
  readonly facts: StackFacts['facts'];
  readonly layers: StackFacts['layers'];
}

/** Kernels shown for a cell of several channels. */
const MOST_KERNELS = 4;

function Tip({ place, facts, layers }: TipProps) {
  const { layer, from, to } = place;
  const channels = facts[layer]!.slice(from, to);
  const [first] = channels;
  if (!first) return null;
  return (
    <>
      <span className="tip-kernels">
        {channels.slice(0, MOST_KERNELS).map(({ kernel }, k) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: channels keep their places.
          kernel ? <KernelPicture key={k} kernel={inFull(kernel)} side={channels.length > 1 ? 34 : 54} /> : null,
        )}
      </span>
      <span>
        <strong>{`${groupLabel(layers[layer]!.group)} · ${numbers(from, to)}`}</strong>
        <br />
        {channels.length > 1 ? `${channels.length} channels` : originText(first.origin)}
        {first.predictedChange !== undefined && channels.length === 1 && (
          <>
            <br />
            predicted change {formatChange(first.predictedChange)}
          </>
        )}
        <br />
        filter {Math.round(100 * first.size)} % of the largest
      </span>
    </>
  );
}

/** As contrasty as can be: how large a filter is, is said in words. */
function inFull(kernel: Float32Array): Float32Array {
  const most = kernel.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  return kernel.map((value) => value / most);
}

function numbers(from: number, to: number): string {
  return to - from > 1 ? `channels ${from + 1} to ${to}` : `channel ${from + 1}`;
}

function sentence({ layer, from, to }: StackPlace, facts: StackFacts['facts'], layers: StackFacts['layers']): string {
  const { label, cells } = layers[layer]!;
  const [first] = facts[layer]!.slice(from, to);
  const change =
    first?.predictedChange === undefined ? '' : `, predicted change ${formatChange(first.predictedChange)}`;
  return `${label}, ${numbers(from, to)} of ${cells.length}: ${first ? originText(first.origin) : ''}${change}`;
}

function tableOf({ layers, facts }: StackFacts): TableData {
  const count = (channels: readonly ChannelFacts[], kind: string) =>
    channels.filter(({ origin }) => origin.kind === kind).length;
  const sumOf = (channels: readonly ChannelFacts[]) =>
    channels.reduce((sum, { predictedChange }) => sum + (predictedChange ?? 0), 0);
  return {
    columns: ['Layer', 'Map', 'Channels', 'Seed', 'Split', 'Fresh', 'Mean filter size', 'Sum of predicted changes'],
    rows: layers.map(({ label, side }, k) => {
      const channels = facts[k]!;
      const mean = channels.reduce((sum, { size }) => sum + size, 0) / Math.max(1, channels.length);
      return [
        label,
        `${side}×${side}`,
        channels.length,
        count(channels, 'initial'),
        count(channels, 'split'),
        count(channels, 'fresh'),
        fixed(mean, 3),
        measured(sumOf(channels), formatChange),
      ];
    }),
  };
}
