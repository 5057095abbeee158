// The line drawings used as icons, on a 16 by 16 grid. Always beside a word or under a label.

const shapes = {
    open: {solid: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11z'},
    mitigated: {
        line: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11z',
        solid: 'M8 2.5a5.5 5.5 0 0 1 0 11z'
    },
    resolved: {line: 'M3 8.5l3.2 3.2L13 4.8'},
    milestone: {solid: 'M8 1.8L14.2 8L8 14.2L1.8 8z'},
    alert: {line: 'M8 2.2L14.2 13.5H1.8zM8 6.5v3.2M8 11.4v.4'},
    page: {line: 'M4.5 2h7v12h-7zM7 11.8h2M4.5 4.5h7M4.5 9.8h7'},
    note: {line: 'M3 2.5h10v11H3zM5.5 6h5M5.5 8.5h5M5.5 11h3'},
    decision: {line: 'M8 2v12M5 14h6M3 4.5h10M3 4.5L1.2 9h3.6zM13 4.5L11.2 9h3.6z'},
    hypothesis: {line: 'M5.3 6a2.7 2.7 0 1 1 4 2.3c-.9.5-1.3 1-1.3 2M8 12.6v.5'},
    'ruled-out': {line: 'M8 2.2a5.8 5.8 0 1 0 0 11.6a5.8 5.8 0 0 0 0-11.6zM4 12L12 4'},
    cause: {line: 'M7 2.2a4.6 4.6 0 1 0 0 9.2a4.6 4.6 0 0 0 0-9.2zM10.4 10.2L14 13.8'},
    fix: {
        line:
            'M10.8 2.3a3.6 3.6 0 0 0-3.2 5L2.4 12.4l1.3 1.3L8.8 8.5a3.6 3.6 0 0 0 4.8-4.3l-2 2l-1.7-1.7z'
    },
    update: {line: 'M2.5 6.5v3h2l6 3.5v-10l-6 3.5zM12.8 6.2v3.6'},
    role: {
        line:
            'M8 2.5a2.7 2.7 0 1 0 0 5.4a2.7 2.7 0 0 0 0-5.4zM2.8 14c0-3 2.2-4.4 5.2-4.4s5.2 1.4 5.2 4.4'
    },
    severity: {line: 'M3 13V9M8 13V6M13 13V3'},
    deploy: {line: 'M8 10V2.5M4.8 5.5L8 2.3l3.2 3.2M2.5 10.5v3h11v-3'},
    message: {line: 'M2 3h12v8H7l-3 2.8V11H2z'},
    action: {line: 'M2.5 2.5h11v11h-11zM5 8l2.2 2.2L11.2 6'},
    undone: {line: 'M2.5 2.5h11v11h-11z'},
    close: {line: 'M3.5 3.5l9 9M12.5 3.5l-9 9'},
    react: {line: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.5 9.5c1.3 1.9 3.7 1.9 5 0M6 6v.6M10 6v.6'},
    reply: {line: 'M6.5 3.5L2.5 7.5l4 4M2.5 7.5h7c2.5 0 4 1.6 4 4.5'},
    pin: {line: 'M5.5 2h5M6.3 2v4.2L4 9h8L9.7 6.2V2M8 9v5'},
    edit: {line: 'M10.8 2.5l2.7 2.7L5.7 13H3v-2.7z'},
    delete: {line: 'M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.7 6.5v4.5M9.3 6.5v4.5'},
    promote: {line: 'M3.5 2v12M3.5 4.5h3M3.5 11.5h3M11 5.2v5.6M8.2 8h5.6'},
    attach: {
        line:
            'M13 7.5l-5.3 5.2a3.2 3.2 0 0 1-4.6-4.5l5.8-5.7a2.1 2.1 0 0 1 3 3L6.3 11.1a1 1 0 0 1-1.4-1.4l4.9-4.8'
    },
    send: {line: 'M2.5 8L13.5 2.8L10.5 13.5L7.5 9zM7.5 9l6-6.2'},
    lock: {line: 'M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2'},
    eye_off: {line: 'M2 8c2-3 4-4.2 6-4.2S12 5 14 8c-2 3-4 4.2-6 4.2S4 11 2 8zM3 13.5L13 2.5'},
};

const svg_space = 'http://www.w3.org/2000/svg';

/** An icon by name; hidden from assistive technology, since its word stands beside it. */
export function icon(name) {
    const svg = document.createElementNS(svg_space, 'svg');
    svg.setAttribute('viewBox', '0 0 16 16');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    for (const [kind, path] of Object.entries(shapes[name] ?? shapes.message)) {
        const drawn = document.createElementNS(svg_space, 'path');
        drawn.setAttribute('d', path);
        drawn.setAttribute('class', kind);
        svg.append(drawn);
    }
    return svg;
}
