import type { ShapeKind } from '../../shapes/shapeRegistry.ts';
import type { DatasetCard } from './datasetCard.ts';
import { yamlText } from './markdownText.ts';

/** Tasks as Hugging Face calls them. */
const tasks: Readonly<Partial<Record<ShapeKind, string>>> = {
  box: 'object-detection',
  rotatedBox: 'object-detection',
  ellipse: 'object-detection',
  polygon: 'image-segmentation',
  mask: 'image-segmentation',
  keypoints: 'keypoint-detection',
  whole: 'image-classification',
};

/** Licences that Hugging Face knows by a name of its own and data sets often have (huggingface.co/docs/hub, "Licenses"). */
const knownLicences = [
  ...['apache-2.0', 'mit', 'bsd-3-clause', 'gpl-3.0', 'cc0-1.0', 'pddl', 'odbl', 'odc-by', 'unlicense'],
  ...['cc-by-4.0', 'cc-by-sa-4.0', 'cc-by-nc-4.0', 'cc-by-nd-4.0', 'cc-by-nc-sa-4.0', 'cc-by-nc-nd-4.0'],
  ...['cc-by-3.0', 'cc-by-sa-3.0', 'cc-by-nc-3.0', 'cc-by-2.0', 'cdla-permissive-2.0', 'cdla-sharing-1.0'],
];

function sizeCategory(images: number): string {
  const bounds = ['1K', '10K', '100K', '1M', '10M', '100M'];
  const at = bounds.findIndex((_, index) => images < 1000 * 10 ** index);
  if (at === 0) return 'n<1K';
  return at < 0 ? 'n>100M' : `${bounds[at - 1] ?? ''}<n<${bounds[at] ?? ''}`;
}

function licenceLines(licence: string): string[] {
  if (licence === '') return [];
  const known = knownLicences.find((one) => one === licence.toLowerCase().replace(/[ _]+/g, '-'));
  return known ? [`license: ${known}`] : ['license: other', `license_name: ${yamlText(licence)}`];
}

/** The YAML at the head of a card (huggingface.co/docs/hub, "Dataset Cards"). */
export function frontMatter({ name, licence, labelsByShape, images }: DatasetCard): string {
  const kinds = Object.keys(labelsByShape) as ShapeKind[];
  const found = [...new Set(kinds.flatMap((kind) => tasks[kind] ?? []))].sort();
  const lines = [
    `pretty_name: ${yamlText(name)}`,
    ...licenceLines(licence),
    ...(found.length > 0 ? ['task_categories:', ...found.map((task) => `- ${task}`)] : []),
    'size_categories:',
    `- ${yamlText(sizeCategory(images))}`,
    'tags:',
    '- firstpass',
  ];
  return `---\n${lines.join('\n')}\n---\n`;
}
