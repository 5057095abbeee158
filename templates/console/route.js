// The address after the `#`: which room or incident is meant.

/** @returns {{room?: string, incident?: number}} */
export function read_route(hash) {
    const [, kind, rest] = /^#\/(room|incident)\/(.+)$/.exec(hash) ?? [];
    if (kind === 'incident') {
        const [digits] = /\d+/.exec(rest) ?? [];
        return digits ? {incident: Number(digits)} : {};
    }
    if (!kind) return {};
    try {
        return {room: decodeURIComponent(rest)};
    } catch {
        return {room: rest};
    }
}

export const room_address = (room) => `#/room/${encodeURIComponent(room.name)}`;
