/** Medical images and files of several frames. */
export const medical = {
  'medical.frame': 'Frame {frame} of {count}',
  'medical.slice': '{plane} slice {slice} of {count}',
  'medical.plane.axial': 'Axial',
  'medical.plane.coronal': 'Coronal',
  'medical.plane.sagittal': 'Sagittal',
  'planes.title': 'Planes of volumes',
  'planes.text':
    'Slices of these planes of NIfTI volumes are images of their own, named “scan.nii coronal #12”. Axial slices always are.',
  'planes.kept':
    'What is an image stays one, with its labels: a plane that is taken away here is left out of volumes that come later.',
  'planes.save': 'Use these planes',
  'medical.spacing': '{x} × {y} mm a pixel',
  'medical.atDetector': '{x} × {y} mm a pixel at the detector',
  'medical.atDetectorHint': 'In the body it is less: a radiograph shows everything larger than it is',
  'medical.selected': 'Selected: {width} × {height} mm',
  'medical.burnedIn': 'The picture has text about the patient in it.',
  'medical.burnedInPossible':
    'There may be text about the patient in the picture: the file does not say that there is none.',
  'medical.window.file': 'Windows of the file',
  'medical.window.number': 'Window {number}',
} as const;
