// The icon of each fixed view, design names of the visual reference.
import Box from '@lucide/svelte/icons/box';
import Braces from '@lucide/svelte/icons/braces';
import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import Flame from '@lucide/svelte/icons/flame';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import GitCompareArrows from '@lucide/svelte/icons/git-compare-arrows';
import Grid3x3 from '@lucide/svelte/icons/grid-3x3';
import Hash from '@lucide/svelte/icons/hash';
import Layers from '@lucide/svelte/icons/layers';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import Network from '@lucide/svelte/icons/network';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import Shrink from '@lucide/svelte/icons/shrink';
import PieChart from '@lucide/svelte/icons/chart-pie';
import Trash from '@lucide/svelte/icons/trash';
import type { Component } from 'svelte';
import type { FixedView } from '../state/view.ts';

export const VIEW_ICONS: Readonly<Record<FixedView, Component<{ size?: number | string }>>> = {
  open: FolderOpen,
  overview: LayoutDashboard,
  types: Braces,
  objects: Box,
  dominators: Network,
  cycles: RotateCw,
  refcounts: Hash,
  gc: Trash,
  threads: Layers,
  map: Grid3x3,
  allocations: Flame,
  compare: GitCompareArrows,
  findings: ClipboardList,
  overhead: Shrink,
  owners: PieChart,
};
