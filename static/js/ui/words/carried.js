/** Words of what a message carries, where it is not shown itself. */
import { counted } from './forms.js';

export const carried = {
  /** @param {{pictures: number, films: number, sounds: number, voices: number, others: string[]}} count */
  summary: ({ pictures, films, sounds, voices, others }) =>
    [
      pictures && (pictures === 1 ? 'Photo' : counted(pictures, 'photo', 'photos')),
      films && (films === 1 ? 'Video' : counted(films, 'video', 'videos')),
      voices && (voices === 1 ? 'Voice message' : counted(voices, 'voice message', 'voice messages')),
      sounds && (sounds === 1 ? 'Audio' : counted(sounds, 'audio file', 'audio files')),
      others.length > 0 && (others.length === 1 ? others[0] : counted(others.length, 'file', 'files')),
    ]
      .filter(Boolean)
      .join(', '),
};
