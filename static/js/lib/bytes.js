const KB = 1024;
const UNITS = ['bytes', 'KB', 'MB', 'GB'];

/** "0 bytes", "3.4 MB", "512 KB" @param {number} bytes */
export function bytesWords(bytes) {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(KB)));
  const value = bytes / KB ** power;
  return `${value.toLocaleString('en', { maximumFractionDigits: value < 10 && power > 1 ? 1 : 0 })} ${UNITS[power]}`;
}
