// How times and sizes are written. Always UTC, and said so where there is room.

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const two = (n) => String(n).padStart(2, '0');

/** `2025-09-27` of an RFC 3339 time. */
export const day_of = (at) => new Date(at).toISOString().slice(0, 10);

/** `19:08`, or a dash when the time cannot be read. */
export function hhmm(at) {
    const time = new Date(at);
    return Number.isNaN(time.getTime()) ? '–' :
                                          `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}`;
}

/** `Saturday 2025-09-27 19:08:20 UTC` */
export function full_time(at) {
    const time = new Date(at);
    if (Number.isNaN(time.getTime())) return String(at ?? '');
    return `${days[time.getUTCDay()]} ${day_of(at)} ${time.toISOString().slice(11, 19)} UTC`;
}

/** `Saturday 2025-09-27` */
export const day_name = (at) => `${days[new Date(at).getUTCDay()]} ${day_of(at)}`;

/** `2 h 05 min` between two times in milliseconds. */
export function span(from, to) {
    const minutes = Math.max(0, Math.floor((to - from) / 60000));
    if (minutes < 60) return `${minutes} min`;
    if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
    return `${Math.floor(minutes / 1440)} days`;
}

export function size_of(bytes) {
    if (bytes < 1024) return `${bytes} B`;
    if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
    return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
