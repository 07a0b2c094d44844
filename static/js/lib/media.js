/** What kind of thing a file is, as far as showing it goes. */

/** @typedef {'picture'|'film'|'voice'|'sound'|'other'} Kind */

/** What every browser shows in an image element. SVG is left out: it is a document. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];

/** @param {{media_type: string, width?: number|null, waveform?: number[]|null, preview_url?: string|null}} file @returns {Kind} */
export function kindOf({ media_type, width, waveform, preview_url }) {
  const [family] = media_type.split('/');
  // Others are shown by their preview, where the server or this browser could make one.
  if (isPlainPicture({ media_type }) || (family === 'image' && width && preview_url))
    return width ? 'picture' : 'other';
  if (family === 'video') return 'film';
  if (family === 'audio') return waveform?.length ? 'voice' : 'sound';
  return 'other';
}

/** Whether the file itself can be shown as a picture. @param {{media_type: string}} file */
export const isPlainPicture = ({ media_type }) => PICTURES.includes(media_type);
