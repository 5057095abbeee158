// A logger that says nothing: what goes wrong here goes wrong on purpose.
const nothing = () => {};
export const quiet = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    setLevel: nothing,
    setName: nothing,
    getLevel: () => 'error',
};
